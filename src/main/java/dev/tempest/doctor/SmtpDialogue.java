package dev.tempest.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A conversation with a mail server that stops before there is a letter: the mailer can only send.
 * Spec: RFC 5321, RFC 3207, RFC 4954.
 */
final class SmtpDialogue implements AutoCloseable {
  /** The other side said no. */
  static final class RefusedException extends IOException {
    RefusedException(String said) {
      super(said);
    }
  }

  private static final int PATIENCE_MILLIS = 10_000;
  private static final int MOST_SHOWN = 200;

  private final String host;
  private Socket socket;
  private BufferedReader in;

  private SmtpDialogue(String host, Socket socket) throws IOException {
    this.host = host;
    this.socket = socket;
    this.in = reader(socket);
  }

  /** Connects and hears the greeting. */
  static SmtpDialogue open(String host, int port, boolean tls) throws IOException {
    var plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      plain.setSoTimeout(PATIENCE_MILLIS);
      var dialogue = new SmtpDialogue(host, plain);
      if (tls) {
        dialogue.encrypt();
      }
      dialogue.expect('2');
      return dialogue;
    } catch (IOException failure) {
      plain.close();
      throw failure;
    }
  }

  /** What the server can do, in capitals: {@code STARTTLS}, {@code AUTH PLAIN LOGIN}. */
  List<String> hello(String ownName) throws IOException {
    say("EHLO " + ownName);
    return expect('2').stream().map(line -> line.toUpperCase(Locale.ROOT)).toList();
  }

  void startTls() throws IOException {
    say("STARTTLS");
    expect('2');
    encrypt();
  }

  private void encrypt() throws IOException {
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    var tls = (SSLSocket) factory.createSocket(socket, host, socket.getPort(), true);
    var parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // names are compared alike
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    socket = tls;
    in = reader(tls);
  }

  /**
   * @param plain whether to log in by AUTH PLAIN rather than AUTH LOGIN
   */
  void logIn(String user, String password, boolean plain) throws IOException {
    if (plain) {
      say("AUTH PLAIN " + base64("\0" + user + "\0" + password));
    } else {
      say("AUTH LOGIN");
      expect('3');
      say(base64(user));
      expect('3');
      say(base64(password));
    }
    expect('2');
  }

  private void say(String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** The texts of a reply, which must begin with {@code kind}. */
  private List<String> expect(char kind) throws IOException {
    var texts = new ArrayList<String>();
    String line;
    do {
      line = in.readLine();
      if (line == null || line.length() < 3) {
        throw new IOException("it hung up");
      }
      if (line.charAt(0) != kind) {
        throw new RefusedException(line.substring(0, Math.min(line.length(), MOST_SHOWN)));
      }
      texts.add(line.substring(Math.min(line.length(), 4)));
    } while (line.length() > 3 && line.charAt(3) == '-');
    return texts;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    try {
      say("QUIT");
    } finally {
      socket.close();
    }
  }
}

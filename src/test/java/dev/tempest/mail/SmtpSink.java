package dev.tempest.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A mail server on loopback that keeps what it is sent. It refuses who does not log in, the
 * password {@code wrong}, and the recipient {@code refused@example.com}.
 */
public final class SmtpSink {
  private final ServerSocket door;
  private final List<Received> received = new CopyOnWriteArrayList<>();

  private SmtpSink(ServerSocket door) {
    this.door = door;
  }

  /** A message as it came over the wire, and how its sender logged in. */
  record Received(String login, String sender, String recipient, String message) {}

  public static SmtpSink start() {
    try {
      var sink = new SmtpSink(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(sink::serve);
      return sink;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return door.getLocalPort();
  }

  Optional<Received> find(String recipient) {
    return received.stream().filter(one -> one.recipient().equals(recipient)).findFirst();
  }

  Received to(String recipient) {
    return find(recipient).orElseThrow();
  }

  private void serve() {
    while (true) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> new Conversation(client).hold());
      } catch (IOException closed) {
        return;
      }
    }
  }

  private final class Conversation {
    private final Socket client;
    private String login = "";
    private String sender = "";
    private String recipient = "";

    Conversation(Socket client) {
      this.client = client;
    }

    void hold() {
      try (client;
          var in =
              new BufferedReader(
                  new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
        var out = client.getOutputStream();
        say(out, "220 sink ESMTP");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          answer(line, in, out);
        }
      } catch (IOException goneAway) {
        // clients may
      }
    }

    private void answer(String line, BufferedReader in, OutputStream out) throws IOException {
      String verb = line.split("[ :]")[0].toUpperCase(Locale.ROOT);
      switch (verb) {
        case "EHLO" -> say(out, "250-sink\r\n250 AUTH PLAIN");
        case "AUTH" -> {
          byte[] parts = Base64.getDecoder().decode(line.substring("AUTH PLAIN ".length()));
          login = new String(parts, StandardCharsets.UTF_8).substring(1).replace('\0', ':');
          say(out, login.endsWith(":wrong") ? "535 not with that password" : "235 ok");
        }
        case "MAIL" -> {
          sender = address(line);
          say(out, login.isEmpty() ? "530 log in first" : "250 ok");
        }
        case "RCPT" -> {
          recipient = address(line);
          boolean refused = recipient.equals("refused@example.com");
          say(out, refused ? "550 no such user <" + recipient + ">" : "250 ok");
        }
        case "DATA" -> {
          say(out, "354 go on");
          received.add(new Received(login, sender, recipient, message(in)));
          say(out, "250 ok");
        }
        case "QUIT" -> say(out, "221 bye");
        default -> say(out, "250 ok");
      }
    }

    private static String message(BufferedReader in) throws IOException {
      var message = new StringBuilder("\r\n");
      for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
        message.append(line).append("\r\n");
      }
      return message.toString();
    }

    private static String address(String line) {
      return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }

    private static void say(OutputStream out, String line) throws IOException {
      out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}

package dev.tempest.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Shakes hands on loopback with a certificate of the tests' own, which its visitors trust. */
final class TlsEnd implements AutoCloseable {
  /** By lifetime: making one takes half a second. */
  private static final Map<List<String>, KeyStore> KEYS = new ConcurrentHashMap<>();

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final SSLServerSocket door;
  private final KeyStore authorities;

  private TlsEnd(SSLServerSocket door, KeyStore authorities) {
    this.door = door;
    this.authorities = authorities;
    Thread.ofPlatform().daemon().start(this::serve);
  }

  static TlsEnd good(Path folder) {
    return open(folder, "-validity", "90");
  }

  static TlsEnd expired(Path folder) {
    return open(folder, "-startdate", "-100d", "-validity", "40");
  }

  static TlsEnd expiring(Path folder) {
    return open(folder, "-validity", "5");
  }

  private static TlsEnd open(Path folder, String... lifetime) {
    try {
      var keys = KEYS.computeIfAbsent(List.of(lifetime), _ -> keys(folder, lifetime));
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      var door =
          context
              .getServerSocketFactory()
              .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      var authorities = KeyStore.getInstance("PKCS12");
      authorities.load(null, null);
      authorities.setCertificateEntry("tests", keys.getCertificate("tests"));
      return new TlsEnd((SSLServerSocket) door, authorities);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyStore keys(Path folder, String... lifetime) {
    Path file = folder.resolve("keys.p12");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                "tests",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString()));
    command.addAll(List.of(lifetime));
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("keytool ended with " + exit);
      }
      var keys = KeyStore.getInstance("PKCS12");
      try (InputStream content = Files.newInputStream(file)) {
        keys.load(content, PASSWORD);
      }
      Files.delete(file);
      return keys;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve() {
    while (!door.isClosed()) {
      try (var client = (SSLSocket) door.accept()) {
        client.startHandshake();
        client.getInputStream().read();
      } catch (IOException refusedOrClosed) {
        // the next one, if there is one
      }
    }
  }

  URI url() {
    return URI.create("https://localhost:" + door.getLocalPort());
  }

  RecordingTrust trust() throws GeneralSecurityException {
    return RecordingTrust.of(authorities);
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

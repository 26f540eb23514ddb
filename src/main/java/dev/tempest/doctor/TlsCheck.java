package dev.tempest.doctor;

import dev.tempest.config.ServerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Whether the public URL's certificate is one that others accept, and for how long. */
@Singleton
final class TlsCheck implements Check {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int PORT = 443;
  private static final Duration SOON = Duration.ofDays(14);
  private final String publicUrl;
  private final InstantSource clock;
  private final RecordingTrust.Source trust;

  @Inject
  TlsCheck(ServerConfig server, InstantSource clock) {
    this(server.publicUrl(), clock, RecordingTrust::ofThisMachine);
  }

  TlsCheck(String publicUrl, InstantSource clock, RecordingTrust.Source trust) {
    this.publicUrl = publicUrl;
    this.clock = clock;
    this.trust = trust;
  }

  @Override
  public String id() {
    return "tls";
  }

  @Override
  public Reach reach() {
    return Reach.PUBLIC;
  }

  @Override
  public List<Finding> look(Examination examination) throws GeneralSecurityException {
    if (!"https".equals(url().getScheme())) {
      return List.of(
          Finding.fail(
              this,
              "",
              "TEMPEST_PUBLIC_URL is not https: relays and other servers will not come",
              "put a reverse proxy with TLS in front and set TEMPEST_PUBLIC_URL=https://"
                  + url().getHost()));
    }
    var recording = trust.get();
    try {
      shakeHands(recording);
    } catch (SSLException refused) {
      return List.of(refused(recording.presented(), refused));
    } catch (IOException unreachable) {
      return List.of(
          Finding.fail(
              this,
              "",
              "no connection to %s: %s".formatted(publicUrl, unreachable.getMessage()),
              "let port %d of %s reach the proxy that ends TLS"
                  .formatted(port(), url().getHost())));
    }
    return List.of(judge(recording.presented().orElseThrow()));
  }

  private void shakeHands(RecordingTrust recording) throws IOException, GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {recording}, null);
    try (var plain = new Socket()) {
      plain.connect(new InetSocketAddress(url().getHost(), port()), PATIENCE_MILLIS);
      plain.setSoTimeout(PATIENCE_MILLIS);
      try (var tls =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, url().getHost(), port(), true)) {
        var parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
      }
    }
  }

  // late: what is malformed is for the configuration's check to say
  private URI url() {
    return URI.create(publicUrl);
  }

  private int port() {
    return url().getPort() == -1 ? PORT : url().getPort();
  }

  private Finding refused(Optional<X509Certificate> presented, SSLException refused) {
    return presented
        .filter(this::isOver)
        .map(this::judge)
        .orElseGet(
            () ->
                Finding.fail(
                    this,
                    "",
                    "the certificate is not accepted: " + refused.getMessage(),
                    "use one of a public authority for %s, with its whole chain"
                        .formatted(url().getHost())));
  }

  private boolean isOver(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().isBefore(clock.instant());
  }

  private Finding judge(X509Certificate certificate) {
    Instant end = certificate.getNotAfter().toInstant();
    String remedy =
        "renew the certificate where TLS ends; Caddy does so by itself while ports 80 and 443 of %s reach it"
            .formatted(url().getHost());
    if (isOver(certificate)) {
      return Finding.fail(this, "", "the certificate expired on " + day(end), remedy);
    }
    var left = Duration.between(clock.instant(), end);
    String seen =
        "the certificate is good until %s (%s), issued by %s"
            .formatted(day(end), Shown.time(left), certificate.getIssuerX500Principal().getName());
    return left.compareTo(SOON) < 0
        ? Finding.warn(this, "", seen, remedy)
        : Finding.ok(this, "", seen);
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}

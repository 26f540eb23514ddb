package dev.tempest.doctor;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts whom another does, and remembers the certificate that was shown, also a refused one. */
final class RecordingTrust extends X509ExtendedTrustManager {
  /** Makes one for each look. */
  @FunctionalInterface
  interface Source {
    RecordingTrust get() throws GeneralSecurityException;
  }

  private final X509ExtendedTrustManager judge;
  private volatile @Nullable X509Certificate presented;

  private RecordingTrust(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  static RecordingTrust ofThisMachine() throws GeneralSecurityException {
    return of(null);
  }

  /**
   * @param authorities null for those that this machine trusts
   */
  static RecordingTrust of(@Nullable KeyStore authorities) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return Stream.of(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(found -> new RecordingTrust((X509ExtendedTrustManager) found))
        .findFirst()
        .orElseThrow();
  }

  /** The server's own certificate; empty when the connection did not get so far. */
  Optional<X509Certificate> presented() {
    return Optional.ofNullable(presented);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    presented = chain[0];
    judge.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    presented = chain[0];
    judge.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    presented = chain[0];
    judge.checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    judge.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}

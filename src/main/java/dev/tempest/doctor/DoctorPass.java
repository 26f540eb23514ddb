package dev.tempest.doctor;

import dev.tempest.secret.Secrets;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Shows the server that it is asked by a command of its own operator: both know the secret. */
@Singleton
final class DoctorPass {
  static final String HEADER = "X-Tempest-Doctor";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final long GOOD_FOR_SECONDS = 60;

  private final Secrets secrets;
  private final InstantSource clock;

  DoctorPass(Secrets secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  String issue() {
    return of(clock.instant().getEpochSecond());
  }

  boolean accepts(String pass) {
    int dot = pass.indexOf('.');
    if (dot < 1 || !pass.substring(0, dot).matches("[0-9]{1,12}")) {
      return false;
    }
    long second = Long.parseLong(pass.substring(0, dot));
    long age = clock.instant().getEpochSecond() - second;
    return Math.abs(age) <= GOOD_FOR_SECONDS && MessageDigest.isEqual(utf8(of(second)), utf8(pass));
  }

  private String of(long second) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secrets.derive("doctor", KEY_BYTES), ALGORITHM));
      return second
          + "."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(mac.doFinal(utf8(Long.toString(second))));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

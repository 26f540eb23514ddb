package dev.tempest.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassphraseTest {
  @TempDir Path dir;

  @Test
  void comesFromItsVariable() {
    PassphraseConfig given = () -> Optional.of("correct horse battery");

    assertThat(Passphrase.configured(given).orElseThrow().utf8())
        .isEqualTo("correct horse battery".getBytes(StandardCharsets.UTF_8));
    assertThat(Passphrase.configured(() -> Optional.of("  "))).isEmpty();
    assertThat(Passphrase.configured(Optional::empty)).isEmpty();
    assertThat(new PassphraseConfigCheck(given).problems()).isEmpty();
  }

  @Test
  void isTheFirstLineOfItsFile() throws IOException {
    Path file = Files.writeString(dir.resolve("passphrase"), "correct horse battery\r\nsecond\n");

    assertThat(Passphrase.ofFile(file).utf8())
        .isEqualTo("correct horse battery".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesWhatIsShort() throws IOException {
    PassphraseConfig given = () -> Optional.of("hunter2");

    assertThat(new PassphraseConfigCheck(given).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.fatal()).isTrue();
              assertThat(problem.variable()).isEqualTo("TEMPEST_BACKUP_PASSPHRASE");
              assertThat(problem.message())
                  .contains("at least 12 characters", "openssl rand -base64 24")
                  .doesNotContain("hunter2");
            });
    Path file = Files.writeString(dir.resolve("passphrase"), "\nlong enough, but second");
    assertThatThrownBy(() -> Passphrase.ofFile(file)).hasMessageContaining("at least 12");
    assertThatThrownBy(() -> Passphrase.ofFile(dir.resolve("none")))
        .hasMessageContaining("cannot read the passphrase file");
    byte[] binary = new byte[5000];
    Path large = Files.write(dir.resolve("large"), binary);
    assertThatThrownBy(() -> Passphrase.ofFile(large)).hasMessageContaining("too large");
    Path other = Files.write(dir.resolve("other"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> Passphrase.ofFile(other)).isInstanceOf(ArchiveException.class);
  }

  @Test
  void showsItselfToNobody() {
    assertThat(SampleFolder.PASSPHRASE.toString()).doesNotContain("horse");
    assertThat(ScryptRecipient.of(SampleFolder.PASSPHRASE).toString()).doesNotContain("horse");
  }
}

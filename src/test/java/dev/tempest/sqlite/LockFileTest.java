package dev.tempest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
  @TempDir Path dir;

  /** Another process, which ends with 0 when it can lock the file. */
  static final class Rival {
    private Rival() {}

    public static void main(String[] arguments) throws IOException {
      try (var channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        System.exit(channel.tryLock() == null ? 1 : 0);
      }
    }

    static boolean canLock(Path file) throws Exception {
      var classes = Rival.class.getProtectionDomain().getCodeSource().getLocation();
      var java = ProcessHandle.current().info().command().orElseThrow();
      return new ProcessBuilder(
                  java,
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  Path.of(classes.toURI()).toString(),
                  Rival.class.getName(),
                  file.toString())
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    }
  }

  private static LockFile acquire(Path file, String text) throws IOException {
    return LockFile.acquire(file, text, holder -> new IllegalStateException("held: " + holder));
  }

  @Test
  void aLookFromTheHolderItselfDoesNotEndItsClaim() throws Exception {
    Path file = dir.resolve(".lock");
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir);
    try (var held = acquire(file, "me")) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> acquire(file, "me too")).hasMessage("held: me");
      assertThatThrownBy(() -> acquire(link.resolve(".lock"), "me too")).hasMessage("held: me");
      assertThat(LockFile.holder(file)).isEqualTo(Optional.of("me"));
      assertThat(Rival.canLock(file)).isFalse();
    }
    assertThat(LockFile.holder(file)).isEmpty();
    assertThat(Rival.canLock(file)).isTrue();
  }

  @Test
  void whatFailedOrEndedCanBeTakenAgain() throws IOException {
    Path file = Files.createDirectory(dir.resolve(".lock"));
    assertThatThrownBy(() -> acquire(file, "in vain")).isInstanceOf(IOException.class);
    Files.delete(file);
    var first = acquire(file, "first");
    first.close();
    try (var second = acquire(file, "second")) {
      assertThat(second).isNotNull();
      first.close();
      assertThatThrownBy(() -> acquire(file, "third")).hasMessage("held: second");
    }
    assertThat(file).hasContent("second");
  }
}

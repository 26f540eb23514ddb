package dev.tempest.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.DataDir;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportSpoolTest {
  @TempDir Path root;

  private List<Path> left(DataDir dataDir) throws IOException {
    try (var files = Files.list(dataDir.tmp().resolve("imports"))) {
      return files.toList();
    }
  }

  @Test
  void keepsABodyUntilItIsClosed() throws IOException {
    var dataDir = DataDir.create(root);
    var spool = new ImportSpool(dataDir);
    try (var received = spool.receive(new ByteArrayInputStream(new byte[100_000]), 100_000)) {
      assertThat(received.file()).hasSize(100_000);
    }
    assertThat(left(dataDir)).isEmpty();
  }

  @Test
  void leavesNothingOfWhatItRefuses() throws IOException {
    var dataDir = DataDir.create(root);
    var spool = new ImportSpool(dataDir);
    assertThatThrownBy(() -> spool.receive(new ByteArrayInputStream(new byte[100_001]), 100_000))
        .isInstanceOf(Refusal.TooLarge.class);
    var broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };
    assertThatThrownBy(() -> spool.receive(broken, 100)).isInstanceOf(Refusal.Invalid.class);
    assertThat(left(dataDir)).isEmpty();
  }

  @Test
  void clearsWhatACrashLeft() throws IOException {
    var dataDir = DataDir.create(root);
    var spool = new ImportSpool(dataDir);
    var unused = spool.receive(new ByteArrayInputStream(new byte[10]), 100);
    assertThat(left(dataDir)).hasSize(1);
    spool.clear();
    assertThat(left(dataDir)).isEmpty();
    assertThat(unused.file()).doesNotExist();
  }
}

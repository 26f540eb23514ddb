package dev.tempest.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PacedStreamTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  /** A reader that takes nothing until it is let. */
  private static final class Blocking extends OutputStream {
    private final CountDownLatch let = new CountDownLatch(1);

    @Override
    public void write(int value) throws IOException {
      try {
        let.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void knowsForHowLongAWriteHasWaited() throws Exception {
    var reader = new Blocking();
    try (var stream = new PacedStream(reader);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(stream.isBlockedFor(Duration.ZERO)).isFalse();
      var write =
          threads.submit(
              () -> {
                stream.write(new byte[3]);
                return true;
              });
      await().until(() -> stream.isBlockedFor(SHORT));
      reader.let.countDown();
      assertThat(write.get()).isTrue();
      assertThat(stream.isBlockedFor(Duration.ZERO)).isFalse();
    }
  }
}

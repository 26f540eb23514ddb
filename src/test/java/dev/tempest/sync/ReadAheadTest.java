package dev.tempest.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.sequencer.SequencedFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
  private static final int EVENTS = 2_500;

  @TempDir Path root;
  private EventLog log;
  private LogReader reader;

  @BeforeEach
  void open() throws InterruptedException {
    log = new EventLog(root);
    reader = new LogReader(log.sequencer);
    log.append(EVENTS, 1_000);
  }

  @AfterEach
  void close() throws InterruptedException {
    reader.close();
    log.close();
  }

  private static List<Long> seqs(List<SequencedFrame> frames) {
    return frames.stream().map(SequencedFrame::seq).toList();
  }

  @Test
  void goesThroughTheLog() throws InterruptedException {
    var pages = new ReadAhead(reader);
    var found = new ArrayList<Long>();
    long cursor = 0;
    for (var page = pages.after(cursor); !page.isEmpty(); page = pages.after(cursor)) {
      found.addAll(seqs(page));
      cursor = found.getLast();
    }
    assertThat(found).isEqualTo(LongStream.rangeClosed(1, EVENTS).boxed().toList());
    log.append(1);
    assertThat(seqs(pages.after(cursor))).containsExactly(EVENTS + 1L);
  }

  /** A connection that found no room for the rest of a page asks for it again. */
  @Test
  void goesBack() throws InterruptedException {
    var pages = new ReadAhead(reader);
    var page = seqs(pages.after(0));
    long half = page.get(page.size() / 2);
    assertThat(seqs(pages.after(half))).startsWith(half + 1);
    pages.forget();
    assertThat(seqs(pages.after(half))).startsWith(half + 1);
  }
}

package dev.tempest.sync;

import dev.tempest.atproto.data.Bytes;
import java.util.List;

/** The wire to one subscriber. No method blocks; all may be called from any thread. */
interface FrameSocket {
  /**
   * Begins to write {@code frames}, one message each, behind what was given before. {@code written}
   * runs when the last of them has left for the network, never when the connection ends before.
   */
  void write(List<Bytes> frames, Runnable written);

  /** Begins to close, behind what was written before. */
  void close(int status, String reason);

  /** Drops the connection with everything that has not left yet. */
  void abort();
}

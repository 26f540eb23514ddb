package dev.tempest.atproto.data;

/**
 * What a reader accepts at most.
 *
 * @param maxBytes the encoded whole: one record, one CAR block, one frame
 * @param maxDepth arrays and objects inside each other, the outermost counted
 * @param maxItems items of one array, or fields of one object
 * @param maxTextBytes one text, in UTF-8
 */
public record Limits(int maxBytes, int maxDepth, int maxItems, int maxTextBytes) {
  /** One record or block of a repository. */
  public static final Limits BLOCK = new Limits(1 << 20, 64, 100_000, 1 << 20);

  /** One frame of the firehose, or one CAR inside of it. */
  public static final Limits FRAME = new Limits(5_000_000, 64, 100_000, 1 << 20);

  private static final int DEEPEST = 512; // readers recurse: the stack must hold it

  public Limits {
    if (maxBytes < 1 || maxItems < 1 || maxTextBytes < 1 || maxDepth < 1 || maxDepth > DEEPEST) {
      throw new IllegalArgumentException("limits must be positive, the depth at most " + DEEPEST);
    }
  }
}

import java.nio.charset.StandardCharsets;

/** What a load run wants to know of one firehose frame; everything else is skipped, not decoded. */
record Frame(String type, long seq, String rev, String error) {
  static final String ERROR = "#error";

  static Frame read(byte[] content) {
    var reader = new Reader(content);
    String type = ERROR;
    for (int entries = reader.length(); entries > 0; entries--) {
      if (reader.text().equals("t")) {
        type = reader.text();
      } else {
        reader.skip();
      }
    }
    long seq = -1;
    String rev = "";
    String error = "";
    for (int entries = reader.length(); entries > 0; entries--) {
      switch (reader.text()) {
        case "seq" -> seq = reader.number();
        case "rev" -> rev = reader.text();
        case "error" -> error = reader.text();
        default -> reader.skip();
      }
    }
    return new Frame(type, seq, rev, error);
  }

  /** Walks over CBOR that is taken to be well formed. */
  private static final class Reader {
    private final byte[] source;
    private int at;

    Reader(byte[] source) {
      this.source = source;
    }

    int length() {
      return Math.toIntExact(number());
    }

    /** The number in the head of the next item: a value, a length or a tag. */
    long number() {
      int low = source[at++] & 0x1f;
      if (low < 24) {
        return low;
      }
      long value = 0;
      for (int bytes = 1 << (low - 24); bytes > 0; bytes--) {
        value = value << 8 | source[at++] & 0xff;
      }
      return value;
    }

    String text() {
      int length = length();
      at += length;
      return new String(source, at - length, length, StandardCharsets.UTF_8);
    }

    void skip() {
      int kind = source[at] >> 5 & 7;
      long head = number();
      switch (kind) {
        case 2, 3 -> at += Math.toIntExact(head);
        case 4 -> skip(head);
        case 5 -> skip(2 * head);
        case 6 -> skip(1);
        default -> {}
      }
    }

    private void skip(long items) {
      for (long i = 0; i < items; i++) {
        skip();
      }
    }
  }
}

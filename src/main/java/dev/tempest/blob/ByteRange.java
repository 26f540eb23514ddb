package dev.tempest.blob;

import dev.tempest.blob.BlobStore.Span;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@code Range} header asks for. RFC 9110, section 14. */
sealed interface ByteRange {
  /** One range of bytes; a server may ignore several, and whatever else a header says. */
  Pattern SYNTAX = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** Everything, as without the header. */
  record Whole() implements ByteRange {}

  record Part(Span span) implements ByteRange {}

  /** Nothing of what there is. */
  record Unsatisfiable() implements ByteRange {}

  static ByteRange of(@Nullable String header, long size) {
    Matcher range = SYNTAX.matcher(header == null ? "" : header.strip());
    if (!range.matches()) {
      return new Whole();
    }
    String first = range.group(1);
    String last = range.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? new Whole() : suffix(Long.parseLong(last), size);
    }
    long begin = Long.parseLong(first);
    long end = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    if (end < begin) {
      return new Whole();
    }
    return begin < size ? new Part(new Span(begin, Math.min(end, size - 1))) : new Unsatisfiable();
  }

  private static ByteRange suffix(long length, long size) {
    return length == 0 || size == 0
        ? new Unsatisfiable()
        : new Part(new Span(Math.max(0, size - length), size - 1));
  }
}

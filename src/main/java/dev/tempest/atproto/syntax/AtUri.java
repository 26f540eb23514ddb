package dev.tempest.atproto.syntax;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reference to an account, a collection or a record: {@code "at://authority/collection/rkey"},
 * the later parts optional, at most 8192 characters. The restricted form that Lexicon allows:
 * neither query nor fragment. Spec: /specs/at-uri-scheme, "Restricted AT URI Syntax".
 */
public record AtUri(String value) {
  private static final String PREFIX = "at://";
  private static final int LONGEST = 8192;
  private static final int MOST_PARTS = 3;

  public AtUri {
    if (!isValid(value)) {
      throw new SyntaxException("at-uri", value);
    }
  }

  public static AtUri of(AtIdentifier authority, RecordPath path) {
    return new AtUri(PREFIX + authority.value() + '/' + path);
  }

  public static boolean isValid(String value) {
    if (value.length() > LONGEST || !value.startsWith(PREFIX)) {
      return false;
    }
    String[] parts = parts(value);
    return (Did.isValid(parts[0]) || Handle.isValid(parts[0]))
        && (parts.length < 2 || Nsid.isValid(parts[1]))
        && (parts.length < MOST_PARTS || RecordKey.isValid(parts[2]));
  }

  public AtIdentifier authority() {
    return AtIdentifier.of(parts(value)[0]);
  }

  public @Nullable Nsid collection() {
    String[] parts = parts(value);
    return parts.length < 2 ? null : new Nsid(parts[1]);
  }

  public @Nullable RecordKey rkey() {
    String[] parts = parts(value);
    return parts.length < MOST_PARTS ? null : new RecordKey(parts[2]);
  }

  /** Collection and record key, where the reference is to a record. */
  public Optional<RecordPath> path() {
    String[] parts = parts(value);
    return parts.length < MOST_PARTS
        ? Optional.empty()
        : Optional.of(new RecordPath(new Nsid(parts[1]), new RecordKey(parts[2])));
  }

  /** A slash too many stays in the last part, or leaves it empty: neither is a valid part. */
  private static String[] parts(String value) {
    return value.substring(PREFIX.length()).split("/", MOST_PARTS);
  }

  @Override
  public String toString() {
    return value;
  }
}

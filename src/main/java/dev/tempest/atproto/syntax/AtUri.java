package dev.tempest.atproto.syntax;

/**
 * An {@code at://} URI as lexicons allow it: an authority, then perhaps a collection, then perhaps
 * a record key. Spec: /specs/at-uri-scheme, "Restricted AT URI Syntax".
 */
public record AtUri(String value) {
  private static final String SCHEME = "at://";
  private static final int LONGEST = 8192;

  public AtUri {
    if (value.length() > LONGEST || !value.startsWith(SCHEME)) {
      throw new SyntaxException("at-uri", value);
    }
    String[] parts = value.substring(SCHEME.length()).split("/", -1);
    if (parts.length > 3) {
      throw new SyntaxException("at-uri", value);
    }
    try {
      AtIdentifier.of(parts[0]);
      if (parts.length > 1) {
        new Nsid(parts[1]);
      }
      if (parts.length > 2) {
        new RecordKey(parts[2]);
      }
    } catch (SyntaxException ofPart) {
      throw new SyntaxException("at-uri", value);
    }
  }

  /** The URI of a record. */
  public static AtUri of(Did repo, RecordPath path) {
    return new AtUri(SCHEME + repo.value() + "/" + path);
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.tempest.atproto.lexicon;

/** Data that cannot be judged: its schema refers to one that nobody has. */
public final class UnresolvedException extends RuntimeException {
  private final SchemaRef missing;

  UnresolvedException(SchemaRef missing) {
    super("Schema not found: " + missing, null, false, false); // expected
    this.missing = missing;
  }

  public SchemaRef missing() {
    return missing;
  }
}

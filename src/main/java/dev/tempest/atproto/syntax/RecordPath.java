package dev.tempest.atproto.syntax;

/**
 * Where a record lies in its repository, {@code "collection/rkey"}: the key of the search tree.
 * Ordered as the tree orders its keys. Spec: /specs/repository, "Repo Data Structure".
 */
public record RecordPath(Nsid collection, RecordKey rkey) implements Comparable<RecordPath> {

  public static RecordPath parse(String value) {
    int slash = value.indexOf('/');
    if (slash < 0) {
      throw new SyntaxException("record path", value);
    }
    return new RecordPath(
        new Nsid(value.substring(0, slash)), new RecordKey(value.substring(slash + 1)));
  }

  @Override
  public int compareTo(RecordPath other) {
    // the whole strings: '-' and '.' sort before the slash
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return collection.value() + '/' + rkey.value();
  }
}

package dev.tempest.atproto.syntax;

/** Where a record lies in its repository, and its key in the MST: {@code collection/rkey}. */
public record RecordPath(Nsid collection, RecordKey rkey) implements Comparable<RecordPath> {
  public static RecordPath parse(String path) {
    int slash = path.indexOf('/');
    if (slash < 0) {
      throw new SyntaxException("record path", path);
    }
    return new RecordPath(
        new Nsid(path.substring(0, slash)), new RecordKey(path.substring(slash + 1)));
  }

  @Override
  public int compareTo(RecordPath other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return collection.value() + "/" + rkey.value();
  }
}

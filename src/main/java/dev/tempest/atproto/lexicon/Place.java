package dev.tempest.atproto.lexicon;

import org.jspecify.annotations.Nullable;

/** Where a value lies in the data: {@code "Record/embed/images/0/alt"}. */
record Place(@Nullable Place parent, Object step, int depth) {
  /** Deeper than the data model allows data to be. */
  private static final int DEEPEST = 128;

  static Place root(String name) {
    return new Place(null, name, 0);
  }

  Place below(Object next) {
    if (depth == DEEPEST) {
      throw wrong("is nested too deep");
    }
    return new Place(this, next, depth + 1);
  }

  LexiconException wrong(String problem) {
    return new LexiconException(toString(), problem);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    appendTo(text);
    return text.toString();
  }

  private void appendTo(StringBuilder text) {
    if (parent != null) {
      parent.appendTo(text);
      text.append(text.isEmpty() ? "" : "/");
    }
    text.append(step);
  }
}

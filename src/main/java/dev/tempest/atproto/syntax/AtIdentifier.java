package dev.tempest.atproto.syntax;

/** What names an account: a {@link Did} or a {@link Handle}. */
public sealed interface AtIdentifier permits Did, Handle {
  static AtIdentifier of(String value) {
    return value.startsWith(Did.PREFIX) ? new Did(value) : new Handle(value);
  }

  String value();
}

package dev.tempest.atproto.syntax;

/** An account, by DID or by handle. */
public sealed interface AtIdentifier permits Did, Handle {
  String value();

  static AtIdentifier of(String value) {
    return value.startsWith("did:") ? new Did(value) : new Handle(value);
  }
}

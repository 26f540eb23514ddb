package dev.tempest.proxy;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;

/** The {@code atproto-proxy} header, {@code "did:web:example.com#service"}. */
record ServiceName(Did did, String fragment) {
  /** Refuses everything else. */
  static ServiceName parse(String header) {
    int hash = header.indexOf('#');
    if (hash == 0) {
      throw Refusal.invalid("no did specified in proxy header");
    }
    if (hash == -1 || hash == header.length() - 1) {
      throw Refusal.invalid("no service id specified in proxy header");
    }
    if (header.indexOf('#', hash + 1) != -1) {
      throw Refusal.invalid("invalid proxy header format");
    }
    if (header.chars().anyMatch(Character::isWhitespace)) {
      throw Refusal.invalid("proxy header cannot contain spaces");
    }
    String did = header.substring(0, hash);
    if (!Did.isValid(did)) {
      throw Refusal.invalid("no did specified in proxy header");
    }
    return new ServiceName(new Did(did), header.substring(hash));
  }

  @Override
  public String toString() {
    return did + fragment;
  }
}

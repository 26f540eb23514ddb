package dev.tempest.atproto.crypto;

/** Signs for one key; the same message always gives the same signature. Thread-safe. */
public interface Signer {
  /** The 64-byte compact, low-S ECDSA signature of the SHA-256 of {@code message} (RFC 6979). */
  byte[] sign(byte[] message);
}

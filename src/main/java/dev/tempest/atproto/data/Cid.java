package dev.tempest.atproto.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A content identifier in the one form the protocol allows: CIDv1, DAG-CBOR or raw, SHA-256. The
 * string form is multibase base32 ({@code "b…"}), the binary form 36 bytes. Spec:
 * /specs/data-model, "Blessed CID Formats".
 */
public final class Cid implements Comparable<Cid> {
  /** What the identified bytes are. */
  public enum Codec {
    DAG_CBOR(0x71),
    RAW(0x55);

    private final int code;

    Codec(int code) {
      this.code = code;
    }
  }

  /** Length of the binary form. */
  public static final int LENGTH = 36;

  private static final int TEXT_LENGTH = 59; // 'b', and 58 characters of 5 bits
  private static final int VERSION = 1;
  private static final int SHA_256 = 0x12;
  private static final int DIGEST_LENGTH = 32;
  private static final int PREFIX_LENGTH = LENGTH - DIGEST_LENGTH;
  private static final char MULTIBASE_BASE32 = 'b';

  private final byte[] binary;

  private Cid(byte[] binary) {
    this.binary = binary;
  }

  /** The identifier of {@code content}. */
  public static Cid of(Codec codec, byte[] content) {
    return ofDigest(codec, sha256().digest(content));
  }

  /** The identifier of content whose SHA-256 {@code digest} is known. */
  public static Cid ofDigest(Codec codec, byte[] digest) {
    if (digest.length != DIGEST_LENGTH) {
      throw new DecodeException("CID digest of " + digest.length + " bytes", 0);
    }
    byte[] binary = new byte[LENGTH];
    binary[0] = VERSION;
    binary[1] = (byte) codec.code;
    binary[2] = SHA_256;
    binary[3] = DIGEST_LENGTH;
    System.arraycopy(digest, 0, binary, PREFIX_LENGTH, DIGEST_LENGTH);
    return new Cid(binary);
  }

  /** Reads the 36 bytes at {@code offset}. */
  public static Cid read(byte[] source, int offset) {
    if (source.length - offset < LENGTH) {
      throw new DecodeException("CID is cut off", offset);
    }
    if (source[offset] != VERSION
        || (source[offset + 1] != Codec.DAG_CBOR.code && source[offset + 1] != Codec.RAW.code)
        || source[offset + 2] != SHA_256
        || source[offset + 3] != DIGEST_LENGTH) {
      throw new DecodeException("CID is not CIDv1 of DAG-CBOR or raw with SHA-256", offset);
    }
    return new Cid(Arrays.copyOfRange(source, offset, offset + LENGTH));
  }

  public static Cid parse(String text) {
    if (text.isEmpty() || text.charAt(0) != MULTIBASE_BASE32) {
      throw new DecodeException("CID does not start with 'b'", 0);
    }
    if (text.length() != TEXT_LENGTH) {
      throw new DecodeException("CID of " + text.length() + " characters", 0);
    }
    return read(Base32.decode(text.substring(1)), 0);
  }

  /** Empty when {@code text} is not a CID of this form. */
  public static Optional<Cid> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (DecodeException other) {
      return Optional.empty();
    }
  }

  public Codec codec() {
    return binary[1] == Codec.RAW.code ? Codec.RAW : Codec.DAG_CBOR;
  }

  public Bytes digest() {
    return Bytes.wrap(Arrays.copyOfRange(binary, PREFIX_LENGTH, LENGTH));
  }

  /** Whether {@code content} is what this identifies. */
  public boolean identifies(byte[] content) {
    byte[] digest = sha256().digest(content);
    return Arrays.equals(binary, PREFIX_LENGTH, LENGTH, digest, 0, DIGEST_LENGTH);
  }

  public byte[] toBytes() {
    return binary.clone();
  }

  /** Writes the binary form into {@code target} at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(binary, 0, target, offset, LENGTH);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public int compareTo(Cid other) {
    return Arrays.compareUnsigned(binary, other.binary);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cid cid && Arrays.equals(binary, cid.binary);
  }

  @Override
  public int hashCode() {
    // the digest is uniform: four of its bytes are a hash
    return (binary[4] & 0xff) << 24
        | (binary[5] & 0xff) << 16
        | (binary[6] & 0xff) << 8
        | (binary[7] & 0xff);
  }

  @Override
  public String toString() {
    return MULTIBASE_BASE32 + Base32.encode(binary);
  }
}

package dev.tempest.atproto.repo;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.crypto.Signer;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborReader;
import dev.tempest.atproto.data.CborWriter;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.atproto.syntax.Tid;
import org.jspecify.annotations.Nullable;

/**
 * A signed commit of version 3: {@code {did, rev, sig, data, prev, version}}. Spec:
 * /specs/repository, "Commit Objects".
 */
public record Commit(Did did, Cid data, Tid rev, @Nullable Cid prev, Bytes sig) {
  private static final int VERSION = 3;
  private static final int FIELDS = 6;

  /** Signs a commit without a pointer to the one before, as version 3 has it. */
  public static Commit sign(Did did, Cid data, Tid rev, Signer key) {
    byte[] unsigned = encode(did, data, rev, null, null);
    return new Commit(did, data, rev, null, Bytes.wrap(key.sign(unsigned)));
  }

  public boolean verify(PublicKey key) {
    return key.verify(encode(did, data, rev, prev, null), sig.unwrap());
  }

  public byte[] encode() {
    return encode(did, data, rev, prev, sig);
  }

  public Cid cid() {
    return Cid.of(Cid.Codec.DAG_CBOR, encode());
  }

  private static byte[] encode(
      Did did, Cid data, Tid rev, @Nullable Cid prev, @Nullable Bytes sig) {
    var writer = new CborWriter(256).map(sig == null ? FIELDS - 1 : FIELDS);
    writer.text("did").text(did.value());
    writer.text("rev").text(rev.value());
    if (sig != null) {
      writer.text("sig").bytes(sig);
    }
    writer.text("data").link(data);
    writer.text("prev");
    if (prev == null) {
      writer.nil();
    } else {
      writer.link(prev);
    }
    return writer.text("version").integer(VERSION).toByteArray();
  }

  public static Commit decode(byte[] content) {
    var reader = new CborReader(content);
    try {
      if (reader.map() != FIELDS) {
        throw new DecodeException("commit must have " + FIELDS + " fields", 0);
      }
      requireKey(reader, "did");
      var did = new Did(reader.text());
      requireKey(reader, "rev");
      var rev = new Tid(reader.text());
      requireKey(reader, "sig");
      Bytes sig = reader.bytes();
      requireKey(reader, "data");
      Cid data = reader.link();
      requireKey(reader, "prev");
      Cid prev = reader.tryNil() ? null : reader.link();
      requireKey(reader, "version");
      if (reader.integer() != VERSION) {
        throw new DecodeException("commit is not of version 3", reader.offset());
      }
      reader.requireEnd();
      return new Commit(did, data, rev, prev, sig);
    } catch (SyntaxException e) {
      throw new DecodeException("commit has " + e.getMessage(), reader.offset());
    }
  }

  private static void requireKey(CborReader reader, String expected) {
    if (!reader.text().equals(expected)) {
      throw new DecodeException("commit lacks " + expected, reader.offset());
    }
  }
}

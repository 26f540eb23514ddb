package dev.tempest.identity;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.crypto.Signer;
import dev.tempest.atproto.data.Base32;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A signed entry in the log of a did:plc. Signed is the DAG-CBOR of all fields but {@code sig}; the
 * signed whole is hashed for the DID of a genesis operation and for the {@code prev} of the next.
 * Spec: did:plc v0.2.
 */
public final class PlcOperation {
  /** What the operation does. */
  public enum Type {
    OPERATION("plc_operation"),
    TOMBSTONE("plc_tombstone"),
    /** The genesis operation of the first version, as old accounts have it; never made any more. */
    LEGACY_CREATE("create");

    private final String wire;

    Type(String wire) {
      this.wire = wire;
    }

    static Type of(String wire) {
      for (Type type : values()) {
        if (type.wire.equals(wire)) {
          return type;
        }
      }
      throw new DecodeException("type is not that of a PLC operation", 0);
    }
  }

  private static final String DID_PREFIX = "did:plc:";
  private static final int DID_HASH_CHARACTERS = 24;

  private final Node.Obj json;
  private final byte[] encoded;
  private final Type type;
  private final Optional<PlcData> data;
  private final Optional<Cid> prev;
  private final Bytes sig;

  private PlcOperation(Node.Obj json) {
    this.json = json;
    this.encoded = DagCbor.encode(json);
    this.type = Type.of(JsonShape.text(json, "type"));
    this.data =
        switch (type) {
          case OPERATION -> Optional.of(PlcFields.data(json));
          case LEGACY_CREATE -> Optional.of(PlcFields.legacyData(json));
          case TOMBSTONE -> Optional.empty();
        };
    this.prev =
        JsonShape.field(json, "prev") instanceof Node.Null
            ? Optional.empty()
            : Optional.of(Cid.parse(JsonShape.text(json, "prev")));
    this.sig = signature(JsonShape.text(json, "sig"));
  }

  /** The first operation, whose hash makes the DID. */
  public static PlcOperation genesis(PlcData data, Signer rotationKey) {
    return sign(PlcFields.of(Type.OPERATION.wire, data, null), rotationKey);
  }

  /** Replaces all data; {@code prev} is the {@link #cid} of the latest operation. */
  public static PlcOperation update(PlcData data, Cid prev, Signer rotationKey) {
    return sign(PlcFields.of(Type.OPERATION.wire, data, prev), rotationKey);
  }

  /** Ends the DID. */
  public static PlcOperation tombstone(Cid prev, Signer rotationKey) {
    var fields = new LinkedHashMap<String, Node>();
    fields.put("type", new Node.Text(Type.TOMBSTONE.wire));
    fields.put("prev", new Node.Text(prev.toString()));
    return sign(fields, rotationKey);
  }

  /** Reads a signed operation without verifying it; {@link DecodeException} on another shape. */
  public static PlcOperation of(Node json) {
    return new PlcOperation(JsonShape.object(json, "operation"));
  }

  private static PlcOperation sign(Map<String, Node> fields, Signer key) {
    byte[] signature = key.sign(DagCbor.encode(new Node.Obj(fields)));
    var signed = new LinkedHashMap<>(fields);
    signed.put(
        "sig", new Node.Text(Base64.getUrlEncoder().withoutPadding().encodeToString(signature)));
    return new PlcOperation(new Node.Obj(signed));
  }

  private static Bytes signature(String text) {
    try {
      byte[] signature = Base64.getUrlDecoder().decode(text);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(signature).equals(text)) {
        return Bytes.wrap(signature);
      }
    } catch (IllegalArgumentException _) {
      // refused below, like the encodings that are merely not canonical
    }
    throw new DecodeException("sig is not base64url without padding", 0);
  }

  public Type type() {
    return type;
  }

  /** What the DID becomes; empty for a tombstone. */
  public Optional<PlcData> data() {
    return data;
  }

  /** Empty for a genesis operation only. */
  public Optional<Cid> prev() {
    return prev;
  }

  public Node.Obj json() {
    return json;
  }

  /** The identifier of the signed operation. */
  public Cid cid() {
    return Cid.of(Cid.Codec.DAG_CBOR, encoded);
  }

  /** The DID that this makes, if it is a genesis operation. */
  public Did did() {
    String hash = Base32.encode(cid().digest().toArray());
    return new Did(DID_PREFIX + hash.substring(0, DID_HASH_CHARACTERS));
  }

  /** Bytes of the signed operation, which directories limit. */
  int size() {
    return encoded.length;
  }

  /** The first of {@code didKeys} that signed this; keys of other kinds sign nothing. */
  public Optional<String> signerAmong(List<String> didKeys) {
    return didKeys.stream().filter(this::isSignedBy).findFirst();
  }

  private boolean isSignedBy(String didKey) {
    @Nullable PublicKey key = PlcFields.keyOrNull(didKey);
    if (key == null) {
      return false;
    }
    var unsigned = new LinkedHashMap<>(json.fields());
    unsigned.remove("sig");
    return key.verify(DagCbor.encode(new Node.Obj(unsigned)), sig.unwrap());
  }
}

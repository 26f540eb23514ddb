package dev.tempest.lexicon;

import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstProof;
import dev.tempest.atproto.repo.Commit;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.identity.DidDocument;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who publishes lexicons in a test: a key, and what the server of its repository answers. */
record Authority(Did did, PrivateKey key) {
  static final Nsid THING = new Nsid("com.example.schemas.thing");

  /** A server without repositories. */
  record NoHosted() implements HostedSchemas {
    @Override
    public boolean hosts(Did did) {
      return false;
    }

    @Override
    public Optional<Stored> find(Did did, RecordPath path) {
      return Optional.empty();
    }
  }

  static PrivateKey key(int value) {
    byte[] content = new byte[32];
    Arrays.fill(content, (byte) value);
    return PrivateKey.of(Curve.K256, content);
  }

  /** The schema of a record whose one field is a required text of at most 5 bytes. */
  static Node.Obj schema(Nsid id) {
    return DagJson.parse(
        """
        {"$type": "com.atproto.lexicon.schema", "lexicon": 1, "id": "%s", "defs": {"main": {
          "type": "record", "key": "any", "record": {"type": "object", "required": ["text"],
            "properties": {"text": {"type": "string", "maxLength": 5}}}}}}
        """
            .formatted(id));
  }

  static Node.Obj with(Node.Obj object, String field, Node value) {
    var fields = new LinkedHashMap<>(object.fields());
    fields.put(field, value);
    return new Node.Obj(fields);
  }

  DidDocument document(String pds) {
    return DidDocument.of(
        DagJson.parse(
            """
            {"id": "%s",
             "verificationMethod": [{"id": "%s#atproto", "type": "Multikey", "controller": "%s",
               "publicKeyMultibase": "%s"}],
             "service": [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer",
               "serviceEndpoint": "%s"}]}
            """
                .formatted(did, did, did, key.publicKey().toMultibase(), pds)));
  }

  /** The record that the server holds under {@code path}, with its proof. */
  Map<Cid, Bytes> blocks(RecordPath path, Node record) {
    Bytes content = Bytes.wrap(DagCbor.encode(record));
    Cid cid = Cid.of(Cid.Codec.DAG_CBOR, content.unwrap());
    Mst tree = Mst.empty().put("com.example.other/self", cid).put(path.toString(), cid);
    Commit commit = Commit.sign(did, tree.root(), Tid.of(1, 0), key);
    var blocks = new LinkedHashMap<Cid, Bytes>();
    blocks.put(commit.cid(), Bytes.wrap(commit.encode()));
    blocks.putAll(MstProof.ofKey(tree, path.toString()));
    blocks.put(cid, content);
    return blocks;
  }

  byte[] car(RecordPath path, Node record) {
    var blocks = blocks(path, record);
    return CarWriter.of(blocks.keySet().iterator().next(), blocks);
  }

  byte[] car(Nsid id) {
    return car(PublishedLexicon.path(id), schema(id));
  }

  /** The file without its last block. */
  byte[] carWithoutRecord(Nsid id) {
    var blocks = new LinkedHashMap<>(blocks(PublishedLexicon.path(id), schema(id)));
    blocks.pollLastEntry();
    return CarWriter.of(blocks.keySet().iterator().next(), new HashMap<>(blocks));
  }
}

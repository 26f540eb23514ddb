package dev.tempest.testing;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.identity.PlcData;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.identity.PlcOperation;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.UnaryOperator;

/** An account of another server: a did:plc in the directory, and its keys. */
public record Elsewhere(Did did, PrivateKey rotationKey, PrivateKey signingKey) {
  public static final URI PDS = URI.create("https://pds.elsewhere.example.com");

  public static Elsewhere create(PlcDirectory directory, String handle) {
    var random = new SecureRandom();
    var rotation = PrivateKey.generate(Curve.K256, random);
    var signing = PrivateKey.generate(Curve.K256, random);
    var data =
        PlcData.ofAccount(
            new Handle(handle), signing.publicKey(), PDS, List.of(rotation.publicKey()));
    var genesis = PlcOperation.genesis(data, rotation);
    directory.submit(genesis.did(), genesis);
    return new Elsewhere(genesis.did(), rotation, signing);
  }

  /** Changes the document without this server's knowing. */
  public void update(PlcDirectory directory, UnaryOperator<PlcData> change) {
    var last = directory.lastOperation(did).orElseThrow();
    var changed = change.apply(last.data().orElseThrow());
    directory.submit(did, PlcOperation.update(changed, last.cid(), rotationKey));
  }

  /** Ends the DID. */
  public void end(PlcDirectory directory) {
    var last = directory.lastOperation(did).orElseThrow();
    directory.submit(did, PlcOperation.tombstone(last.cid(), rotationKey));
  }
}

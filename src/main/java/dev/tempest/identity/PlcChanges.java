package dev.tempest.identity;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations that people ask for themselves, mostly to move from or to another server. */
@Singleton
public final class PlcChanges {
  private final PlcDirectory directory;
  private final DidResolver resolver;
  private final RotationKeys rotationKeys;
  private final URI origin;

  PlcChanges(
      PlcDirectory directory,
      DidResolver resolver,
      RotationKeys rotationKeys,
      ServerConfig server) {
    this.directory = directory;
    this.resolver = resolver;
    this.rotationKeys = rotationKeys;
    this.origin = URI.create(server.publicUrl());
  }

  /** What shall take the place of what the DID has; null leaves it. */
  public record Wishes(
      @Nullable List<String> rotationKeys,
      @Nullable List<String> alsoKnownAs,
      Node.@Nullable Obj verificationMethods,
      Node.@Nullable Obj services) {
    PlcData over(PlcData data) {
      try {
        return new PlcData(
            rotationKeys == null ? data.rotationKeys() : rotationKeys,
            verificationMethods == null
                ? data.verificationMethods()
                : PlcFields.methods(verificationMethods),
            alsoKnownAs == null ? data.alsoKnownAs() : alsoKnownAs,
            services == null ? data.services() : PlcFields.services(services));
      } catch (DecodeException malformed) {
        throw Refusal.invalid(String.valueOf(malformed.getMessage()));
      }
    }
  }

  /** What an account hosted here should have. */
  public PlcData recommended(Handle handle, PublicKey signingKey) {
    return PlcData.ofAccount(handle, signingKey, origin, rotationKeys.of(Optional.empty()));
  }

  /** Signs the next operation of the DID, and does not publish it. */
  public PlcOperation sign(Did did, Wishes wishes) {
    requirePlc(did);
    var last =
        directory
            .lastOperation(did)
            .orElseThrow(() -> Refusal.invalid("DID is not registered: " + did));
    var data = last.data().orElseThrow(() -> Refusal.invalid("DID is deactivated: " + did));
    rotationKeys.requireAmong(data.rotationKeys());
    var signed = PlcOperation.update(wishes.over(data), last.cid(), rotationKeys.signer());
    PlcRules.checkShape(signed);
    return signed;
  }

  /** Publishes an operation that leaves the account here and in working order. */
  public void submit(Did did, Node json, Handle handle, PublicKey signingKey) {
    requirePlc(did);
    var operation = PlcRules.read(json);
    var data = operation.data().orElseThrow(() -> Refusal.invalid("Invalid operation"));
    PlcRules.checkShape(operation);
    requireHere(data);
    require(
        signingKey.toDidKey().equals(data.verificationMethods().get(PlcData.SIGNING_KEY)),
        "Incorrect signing key");
    require(
        data.alsoKnownAs().stream().findFirst().equals(Optional.of(PlcData.HANDLE_SCHEME + handle)),
        "Incorrect handle in alsoKnownAs");
    directory.submit(did, operation);
    resolver.forget(did);
  }

  private void requireHere(PlcData data) {
    require(
        data.rotationKeys().contains(rotationKeys.serverKey().toDidKey()),
        "Rotation keys do not include server's rotation key");
    var pds = Optional.ofNullable(data.services().get(PlcData.PDS));
    require(
        pds.map(PlcData.Service::type).filter(PlcData.PDS_TYPE::equals).isPresent(),
        "Incorrect type on atproto_pds service");
    require(
        pds.map(PlcData.Service::endpoint).filter(origin.toString()::equals).isPresent(),
        "Incorrect endpoint on atproto_pds service");
  }

  /** Refuses DIDs of other methods, which have no operations. */
  public void requirePlc(Did did) {
    require(did.method().equals("plc"), "Only a did:plc has operations, not " + did);
  }

  private static void require(boolean condition, String refusal) {
    if (!condition) {
      throw Refusal.invalid(refusal);
    }
  }
}

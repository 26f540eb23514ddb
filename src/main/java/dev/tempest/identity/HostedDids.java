package dev.tempest.identity;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes and changes the DIDs of this server's accounts. */
@Singleton
public final class HostedDids {
  /** A DID and, for did:plc, the operation that makes it once it is published. */
  public record NewDid(Did did, Optional<PlcOperation> genesis) {}

  private final PlcDirectory directory;
  private final DidResolver resolver;
  private final RotationKeys rotationKeys;
  private final boolean web;
  private final Did serverDid;
  private final URI origin;

  HostedDids(
      PlcDirectory directory,
      DidResolver resolver,
      RotationKeys rotationKeys,
      IdentityConfig config,
      ServerConfig server) {
    this.directory = directory;
    this.resolver = resolver;
    this.rotationKeys = rotationKeys;
    this.web = config.hostedDidMethod().equals("web");
    this.serverDid = new Did("did:web:" + server.hostname());
    this.origin = URI.create(server.publicUrl());
  }

  /** Whether there is but one account, whose DID is this server's own. */
  public boolean hostsOne() {
    return web;
  }

  /** This server's own DID, {@code did:web:<hostname>}. */
  public Did serverDid() {
    return serverDid;
  }

  /** Nobody knows the DID before {@link #publish}. */
  public NewDid prepare(Handle handle, PublicKey signingKey, Optional<PublicKey> recoveryKey) {
    if (web) {
      return new NewDid(serverDid, Optional.empty());
    }
    var data = PlcData.ofAccount(handle, signingKey, origin, rotationKeys.of(recoveryKey));
    var genesis = PlcOperation.genesis(data, rotationKeys.signer());
    return new NewDid(genesis.did(), Optional.of(genesis));
  }

  /** Nothing to do for did:web, whose document this server answers itself. */
  public void publish(NewDid made) {
    made.genesis().ifPresent(genesis -> directory.submit(made.did(), genesis));
  }

  /** Whether the DID's document is this server's to answer: that of the hostname. */
  public boolean isOwn(Did did) {
    return did.equals(serverDid);
  }

  /**
   * Changes the document's handle, unless it has it. The document of this server's own did:web
   * follows by itself; that of another did:web must have the handle already.
   */
  public void updateHandle(Did did, Handle handle) {
    update(did, data -> data.withHandle(handle));
    if (!isPlc(did) && !isOwn(did) && !documentNames(did, handle)) {
      throw Refusal.invalid("The document of " + did + " must name the handle at://" + handle);
    }
  }

  private boolean documentNames(Did did, Handle handle) {
    return resolver.resolveNow(did).flatMap(DidDocument::handle).filter(handle::equals).isPresent();
  }

  /** Changes the document's signing key. Nothing to do for did:web. */
  public void updateSigningKey(Did did, PublicKey key) {
    update(did, data -> data.withSigningKey(key));
  }

  /** Ends a did:plc for ever, as when the account it was made for could not be. */
  public void tombstone(Did did) {
    if (isPlc(did)) {
      directory.submit(did, PlcOperation.tombstone(last(did).cid(), rotationKeys.signer()));
      resolver.forget(did);
    }
  }

  private void update(Did did, UnaryOperator<PlcData> change) {
    if (!isPlc(did)) {
      return;
    }
    var last = last(did);
    var data = last.data().orElseThrow(() -> Refusal.invalid("DID is deactivated: " + did));
    var changed = change.apply(data);
    if (!changed.equals(data)) {
      rotationKeys.requireAmong(data.rotationKeys());
      directory.submit(did, PlcOperation.update(changed, last.cid(), rotationKeys.signer()));
      resolver.forget(did);
    }
  }

  private PlcOperation last(Did did) {
    return directory
        .lastOperation(did)
        .orElseThrow(() -> Refusal.invalid("DID is not registered: " + did));
  }

  private static boolean isPlc(Did did) {
    return did.method().equals("plc");
  }
}

package dev.tempest.departure;

import dev.tempest.account.AccountLifecycle;
import dev.tempest.account.CodeLetters;
import dev.tempest.account.OpenCodes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.AuditEntry;
import dev.tempest.auth.HostedAccount;
import dev.tempest.auth.SigningKeys;
import dev.tempest.blob.BlobReferences;
import dev.tempest.blob.BlobStore;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.NetworkIdentities;
import dev.tempest.identity.PlcOperation;
import dev.tempest.identity.RotationKeys;
import dev.tempest.mail.MailService;
import dev.tempest.mail.Purpose;
import dev.tempest.record.RepoInspection;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Readies accounts to leave, and lets them rest when they are gone. Blocks. */
@Singleton
public final class Departures {
  private static final int PAGE = 1000;

  private final RepoInspection repos;
  private final SigningKeys keys;
  private final BlobReferences references;
  private final BlobStore blobs;
  private final NetworkIdentities network;
  private final RotationKeys rotationKeys;
  private final CodeLetters letters;
  private final OpenCodes codes;
  private final MailService mail;
  private final AccountLifecycle lifecycle;
  private final URI origin;

  Departures(
      RepoInspection repos,
      SigningKeys keys,
      BlobReferences references,
      BlobStore blobs,
      NetworkIdentities network,
      RotationKeys rotationKeys,
      CodeLetters letters,
      OpenCodes codes,
      MailService mail,
      AccountLifecycle lifecycle,
      ServerConfig server) {
    this.repos = repos;
    this.keys = keys;
    this.references = references;
    this.blobs = blobs;
    this.network = network;
    this.rotationKeys = rotationKeys;
    this.letters = letters;
    this.codes = codes;
    this.mail = mail;
    this.lifecycle = lifecycle;
    this.origin = URI.create(server.publicUrl());
  }

  /** Proves the repository and looks for every blob; throws when the repository does not verify. */
  public Readiness examine(HostedAccount account) {
    Did did = account.did();
    var repo = repos.verify(did, keys.of(did).publicKey());
    var missing = new ArrayList<Cid>();
    long[] count = {0};
    forEachBlob(
        did,
        blob -> {
          count[0]++;
          if (!blobs.exists(did, blob, Place.PERMANENT)) {
            missing.add(blob);
          }
        });
    var identity = identity(did);
    return new Readiness(
        did,
        account.handle(),
        account.status().wire(),
        repo.head(),
        repo.rev().toString(),
        repo.records(),
        count[0],
        missing,
        identity.mayChange(),
        identity.sentence(),
        identity.personalKeys());
  }

  /** Tells of all blobs that records refer to. */
  void forEachBlob(Did did, Consumer<Cid> action) {
    @Nullable Cid cursor = null;
    List<Cid> page;
    do {
      page = references.list(did, null, cursor, PAGE);
      page.forEach(action);
      cursor = page.isEmpty() ? null : page.getLast();
    } while (page.size() == PAGE);
  }

  private record Identity(boolean mayChange, String sentence, List<String> personalKeys) {}

  private Identity identity(Did did) {
    if (!did.method().equals("plc")) {
      return new Identity(true, "the account's owner changes the document of " + did, List.of());
    }
    var data =
        network
            .lastOperation(did)
            .flatMap(PlcOperation::data)
            .orElseThrow(() -> Refusal.invalid("the PLC directory has no live DID " + did));
    String ours = rotationKeys.serverKey().toDidKey();
    var personal = data.rotationKeys().stream().filter(key -> !key.equals(ours)).toList();
    if (data.rotationKeys().contains(ours)) {
      return new Identity(true, "this server signs the change, with a code", personal);
    }
    return new Identity(
        !personal.isEmpty(),
        "this server's key is not among the rotation keys: only another key can change the DID",
        personal);
  }

  /** A code for {@code signPlcOperation}; empty when it went out by e-mail. */
  public Optional<String> requestCode(Did did) {
    letters.send(did, Purpose.PLC_OPERATION);
    if (mail.isEnabled()) {
      return Optional.empty();
    }
    return codes.show(did, AuditEntry.COMMAND, "migrate out").codes().stream()
        .filter(code -> code.purpose() == Purpose.PLC_OPERATION)
        .map(code -> code.code())
        .findFirst();
  }

  /** Deactivates an account whose DID document names another server by now; returns which. */
  public URI finish(Did did) {
    URI elsewhere =
        network
            .document(did)
            .flatMap(DidDocument::pds)
            .orElseThrow(() -> Refusal.invalid("the DID document of " + did + " names no server"));
    if (elsewhere.equals(origin)) {
      throw Refusal.invalid("the DID document of " + did + " still names this server");
    }
    lifecycle.deactivate(did, null);
    return elsewhere;
  }
}

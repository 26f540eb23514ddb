package dev.tempest.doctor;

import dev.tempest.account.StoredAccounts;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.IdentityConfig;
import dev.tempest.identity.NetworkIdentities;
import dev.tempest.identity.RotationKeys;
import dev.tempest.secret.Secrets;
import dev.tempest.secret.UnsealException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether the network finds each active account here: its DID, key, handle and rotation key. */
@Singleton
final class IdentityCheck implements Check {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String ASK_OWNER = "its owner may have moved: tempest account show ";

  private final Databases databases;
  private final Secrets secrets;
  private final Supplier<NetworkIdentities> network;
  private final Supplier<RotationKeys> rotationKeys;
  private final ServerConfig server;
  private final boolean embedded;

  /** Late, for keys and addresses that are malformed: the configuration's check tells of them. */
  @Inject
  IdentityCheck(
      Databases databases,
      Secrets secrets,
      Instance<NetworkIdentities> network,
      Instance<RotationKeys> rotationKeys,
      ServerConfig server,
      IdentityConfig identity) {
    this(databases, secrets, network::get, rotationKeys::get, server, identity);
  }

  IdentityCheck(
      Databases databases,
      Secrets secrets,
      Supplier<NetworkIdentities> network,
      Supplier<RotationKeys> rotationKeys,
      ServerConfig server,
      IdentityConfig identity) {
    this.databases = databases;
    this.secrets = secrets;
    this.network = network;
    this.rotationKeys = rotationKeys;
    this.server = server;
    this.embedded = identity.plcUrl().equals(IdentityConfig.EMBEDDED);
  }

  @Override
  public String id() {
    return "identity";
  }

  @Override
  public Reach reach() {
    return Reach.PUBLIC;
  }

  @Override
  public Duration patience(Examination examination) {
    return PATIENCE;
  }

  /** What was found of one account; {@code unreachable} when the network did not answer. */
  private record Outcome(List<Finding> findings, Optional<String> unreachable) {}

  @Override
  public List<Finding> look(Examination examination) {
    var unread = databases.whyUnread();
    if (unread.isPresent()) {
      return List.of(Finding.skipped(this, unread.get()));
    }
    var accounts =
        databases.allAccounts().stream()
            .filter(account -> account.complete() && account.status() == AccountStatus.ACTIVE)
            .toList();
    var outcomes = Together.map(accounts, this::outcome);
    var findings = new ArrayList<Finding>();
    outcomes.forEach(outcome -> findings.addAll(outcome.findings()));
    var silent = outcomes.stream().flatMap(outcome -> outcome.unreachable().stream()).toList();
    if (!silent.isEmpty()) {
      findings.add(
          Finding.fail(
              this,
              "",
              "%,d of %,d accounts cannot be looked up: %s"
                  .formatted(silent.size(), accounts.size(), silent.getFirst()),
              embedded
                  ? "name the public directory: TEMPEST_PLC_URL=https://plc.directory"
                  : "see what this report says of plc: tempest doctor --only plc"));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(
              this,
              "",
              "%,d active accounts are found here by the network".formatted(accounts.size())));
    }
    return findings;
  }

  private Outcome outcome(StoredAccounts.Account account) {
    try {
      return new Outcome(look(account), Optional.empty());
    } catch (Refusal noAnswer) {
      return new Outcome(List.of(), Optional.ofNullable(noAnswer.getMessage()));
    }
  }

  private List<Finding> look(StoredAccounts.Account account) {
    var did = account.did();
    var document = network.get().document(did);
    if (document.isEmpty()) {
      return List.of(
          Finding.fail(
              this,
              did.value(),
              "has no DID document",
              "see whether the directory is the one it was made in: TEMPEST_PLC_URL"));
    }
    var findings = new ArrayList<Finding>();
    pds(did, document.get()).ifPresent(findings::add);
    key(did, document.get()).ifPresent(findings::add);
    if (account.handle() != null) {
      handle(did, account.handle(), document.get()).ifPresent(findings::add);
    }
    if (did.method().equals("plc")) {
      rotationKey(did).ifPresent(findings::add);
    }
    return findings;
  }

  private Optional<Finding> pds(Did did, DidDocument document) {
    String found =
        document.pds().map(URI::toString).map(url -> url.replaceAll("/+$", "")).orElse("no server");
    return found.equals(server.publicUrl())
        ? Optional.empty()
        : Optional.of(
            Finding.fail(
                this,
                did.value(),
                "its DID document names %s, not %s".formatted(found, server.publicUrl()),
                ASK_OWNER + did));
  }

  private Optional<Finding> key(Did did, DidDocument document) {
    Optional<PublicKey> ours;
    try {
      ours = databases.accounts().read(connection -> StoredAccounts.key(connection, did, secrets));
    } catch (UnsealException otherSecret) {
      return Optional.empty(); // for the check of the secret to say
    }
    return ours.equals(document.signingKey())
        ? Optional.empty()
        : Optional.of(
            Finding.fail(
                this,
                did.value(),
                "its DID document has another signing key than this server signs with",
                ASK_OWNER + did));
  }

  private Optional<Finding> handle(Did did, Handle handle, DidDocument document) {
    if (document.handle().filter(handle::equals).isEmpty()) {
      return Optional.of(
          Finding.fail(
              this,
              handle.value(),
              "its DID document names %s"
                  .formatted(document.handle().map(Handle::value).orElse("no handle")),
              "its owner sets it again, which puts the document right"));
    }
    String found = network.get().did(handle).map(Did::value).orElse("nobody");
    return found.equals(did.value())
        ? Optional.empty()
        : Optional.of(
            Finding.fail(
                this,
                handle.value(),
                "leads to %s, not to %s".formatted(found, did),
                "add to its DNS zone: _atproto.%s TXT \"did=%s\", or let https://%s reach this server"
                    .formatted(handle, did, handle)));
  }

  private Optional<Finding> rotationKey(Did did) {
    String own = rotationKeys.get().serverKey().toDidKey();
    boolean among =
        network
            .get()
            .lastOperation(did)
            .flatMap(operation -> operation.data())
            .filter(data -> data.rotationKeys().contains(own))
            .isPresent();
    return among
        ? Optional.empty()
        : Optional.of(
            Finding.warn(
                this,
                did.value(),
                "this server's rotation key is not in its document: the server cannot change it",
                "if the key was changed, set the former one: TEMPEST_PLC_ROTATION_KEY"));
  }
}

package dev.tempest.migrate;

import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.NetworkIdentities;
import dev.tempest.identity.OutboundHttp;
import dev.tempest.progress.Progress;
import dev.tempest.secret.Secrets;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Moves accounts of other servers to this one. What was begun is in {@code <data>/migrations}, so
 * that whatever ends the process, the same command goes on.
 */
@Singleton
public final class Migrations {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private final Path root;
  private final OutboundHttp http;
  private final NetworkIdentities network;
  private final Secrets secrets;
  private final InstantSource clock;
  private final UnaryOperator<Journal> journals;

  @Inject
  Migrations(
      ServerConfig config,
      OutboundHttp http,
      NetworkIdentities network,
      Secrets secrets,
      InstantSource clock) {
    this(
        config.dataDir().resolve("migrations"),
        http,
        network,
        secrets,
        clock,
        UnaryOperator.identity());
  }

  /**
   * @param http of which the operator has chosen the URLs, for it asks no others
   * @param journals what becomes of a migration's journal before it is used
   */
  Migrations(
      Path root,
      OutboundHttp http,
      NetworkIdentities network,
      Secrets secrets,
      InstantSource clock,
      UnaryOperator<Journal> journals) {
    this.root = root;
    this.http = http;
    this.network = network;
    this.secrets = secrets;
    this.clock = clock;
    this.journals = journals;
  }

  /** Begins, or goes on where the last attempt ended. Blocks for as long as it takes. */
  public Outcome run(Wishes wishes, Person person, Progress progress) {
    Did did = did(wishes, person);
    var folder = MigrationFolder.of(root, did);
    try (var _ = folder.claim()) {
      var finished = folder.report();
      if (finished.isPresent() && folder.state().isEmpty() && isHere(did, wishes, person)) {
        return Outcome.done(finished.get());
      }
      State state = folder.state().orElseGet(() -> begin(did, folder));
      return new MigrationRun(move(wishes, folder, person, progress, did), state, clock).run();
    } catch (RemoteRefusal refused) {
      throw new Refusal.UpstreamFailed(String.valueOf(refused.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Also when an earlier one was finished and the account has left again since. */
  private State begin(Did did, MigrationFolder folder) {
    var state = State.begin(did, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    folder.write(state);
    return state;
  }

  private boolean isHere(Did did, Wishes wishes, Person person) {
    return Presence.of(did, pds(wishes.to(), person, wishes)) == Presence.ACTIVE;
  }

  private Move move(
      Wishes wishes, MigrationFolder folder, Person person, Progress progress, Did did) {
    return new Move(
        did,
        wishes,
        folder,
        journals.apply(folder),
        new Logins(did, new KeptSessions(folder, secrets), person),
        person,
        progress,
        network,
        url -> pds(url, person, wishes));
  }

  /** Only the server that a DID document names is a stranger's choice. */
  private Pds pds(URI url, Person person, Wishes wishes) {
    boolean chosen =
        url.equals(wishes.to())
            || url.equals(wishes.publicUrl())
            || wishes.from().equals(Optional.of(url));
    return new Pds(
        url, chosen ? http.forConfiguredUrls() : http, new Retries(FIRST_WAIT, person::tell));
  }

  /** Removes what was done so far, as long as the identity has not changed. */
  public Outcome rollBack(AtIdentifier account, Removal removal) {
    Did did =
        account instanceof Did given
            ? given
            : known((Handle) account).orElseThrow(() -> nothingUnderWay(account));
    var folder = MigrationFolder.of(root, did);
    State state = folder.state().orElseThrow(() -> nothingUnderWay(account));
    try (var _ = folder.claim()) {
      var plan = state.plan();
      boolean removed = false;
      if (plan != null) {
        requireNotHere(did, state, plan);
        removed = plan.creates() && removal.removeInactive(did);
      }
      folder.remove();
      return Outcome.rolledBack(state, removed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Refusal nothingUnderWay(AtIdentifier account) {
    return new Refusal.Invalid("NotFound", "no migration of " + account + " is under way");
  }

  private void requireNotHere(Did did, State state, State.Plan plan) {
    boolean pointsHere =
        state.has(Step.IDENTITY)
            || network
                .document(did)
                .flatMap(DidDocument::pds)
                .filter(url -> url.toString().equals(plan.publicUrl()))
                .isPresent();
    if (pointsHere) {
      throw Refusal.invalid(
          """
          the identity points here by now, and the account with it: there is nothing to go back to.
          Finish with tempest migrate in; to leave again, use tempest migrate out. \
          A rotation key that outranks this server's can undo the change within 72 hours.""");
    }
  }

  /** All on this volume, under way or finished. */
  public List<Outcome> list() {
    return MigrationFolder.all(root).stream()
        .flatMap(
            folder ->
                folder
                    .state()
                    .map(Outcome::begun)
                    .or(() -> folder.report().map(Outcome::done))
                    .stream())
        .toList();
  }

  /** The old handle leads nowhere any more once the identity has a new one: files know it. */
  private Did did(Wishes wishes, Person person) {
    AtIdentifier account = wishes.account();
    return switch (account) {
      case Did did -> did;
      case Handle handle ->
          known(handle)
              .or(() -> wishes.from().flatMap(from -> ask(pds(from, person, wishes), handle)))
              .or(() -> network.did(handle))
              .orElseThrow(
                  () ->
                      Refusal.invalid(
                          "the handle %s leads to no DID: give the DID, or the old server with --from"
                              .formatted(handle)));
    };
  }

  private Optional<Did> known(Handle handle) {
    return MigrationFolder.all(root).stream()
        .filter(folder -> folder.handles().contains(handle.value()))
        .flatMap(folder -> folder.account().stream())
        .findFirst();
  }

  private static Optional<Did> ask(Pds pds, Handle handle) {
    try {
      var answer =
          pds.query("com.atproto.identity.resolveHandle", Map.of("handle", handle.value()), null);
      return Optional.of(new Did(answer.path("did").asText()));
    } catch (RemoteRefusal | SyntaxException unknown) {
      return Optional.empty();
    }
  }
}

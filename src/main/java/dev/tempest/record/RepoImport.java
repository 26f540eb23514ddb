package dev.tempest.record;

import dev.tempest.atproto.car.CarFile;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.mst.MstException;
import dev.tempest.atproto.repo.Commit;
import dev.tempest.atproto.repo.RepoCar;
import dev.tempest.atproto.repo.VerifyException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.SigningKeys;
import dev.tempest.fault.Places;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.DidResolver;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.StorageException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Takes repositories from other servers. The file waits on disk, is verified as a whole, and then
 * takes the place of what is stored in one transaction. Memory does not depend on its size, but for
 * a few bytes a block.
 */
@Singleton
public class RepoImport {
  private static final Logger LOG = Logger.getLogger(RepoImport.class);

  /** Each may hold a file of the largest size, and a thread for as long as its sender takes. */
  private static final int MOST_AT_ONCE = 8;

  /** What relays grant to clocks. A revision beyond would take our own clock along. */
  private static final Duration MOST_AHEAD = Duration.ofMinutes(5);

  private final RepoFiles repos;
  private final ReplacementWork.Factory works;
  private final ImportSpool spool;
  private final DidResolver dids;
  private final SigningKeys keys;
  private final ImportConfig config;
  private final InstantSource clock;
  private final Places places = new Places(MOST_AT_ONCE, 1);
  private final ReentrantLock oneByOne = new ReentrantLock(true); // each takes a core and a cache

  RepoImport(
      RepoFiles repos,
      ReplacementWork.Factory works,
      ImportSpool spool,
      DidResolver dids,
      SigningKeys keys,
      ImportConfig config,
      InstantSource clock) {
    this.repos = repos;
    this.works = works;
    this.spool = spool;
    this.dids = dids;
    this.keys = keys;
    this.config = config;
    this.clock = clock;
  }

  /** The repository as it is now: signed anew here. */
  public record Imported(Cid cid, Tid rev, long recordCount) {}

  /** Refuses a body by what its sender says of its length, before it is read. */
  void requireFits(long bytes) {
    if (bytes > config.maxRepoImportBytes()) {
      throw ImportSpool.tooLarge(config.maxRepoImportBytes());
    }
  }

  /** Makes {@code body}, a CAR file, the repository of {@code did}. */
  public Imported run(Did did, InputStream body) {
    if (!places.tryTake(did)) {
      throw new Refusal.Unavailable("Too many imports at once; try again shortly");
    }
    try (var received = spool.receive(body, config.maxRepoImportBytes())) {
      List<PublicKey> trusted = trustedKeys(did);
      oneByOne.lock();
      try {
        return replace(did, trusted, received.file());
      } finally {
        oneByOne.unlock();
      }
    } finally {
      places.giveBack(did);
    }
  }

  /** The published key, which is the old server's still, and our own, which is the next one. */
  private List<PublicKey> trustedKeys(Did did) {
    var trusted = new ArrayList<PublicKey>();
    dids.resolveNow(did).flatMap(DidDocument::signingKey).ifPresent(trusted::add);
    trusted.add(keys.of(did).publicKey());
    return trusted;
  }

  private Imported replace(Did did, List<PublicKey> trusted, Path file) {
    try (var car = CarFile.open(file, Limits.BLOCK)) {
      var repo = new RepoCar(car);
      Commit commit = repo.commit(did, trusted);
      requireNotAhead(commit);
      repo.walk(commit, new Audit());
      Imported imported = repos.write(did, works.of(did, repo, commit));
      LOG.infof(
          "event=repo_imported did=%s records=%d rev=%s",
          did, imported.recordCount(), imported.rev());
      return imported;
    } catch (DecodeException | MstException | VerifyException e) {
      throw Refusal.invalid("The repository cannot be imported: " + e.getMessage());
    } catch (IOException e) {
      throw new StorageException("cannot read an import: " + e.getMessage(), e);
    }
  }

  private void requireNotAhead(Commit commit) {
    Instant latest = clock.instant().plus(MOST_AHEAD);
    if (commit.rev().micros() > ChronoUnit.MICROS.between(Instant.EPOCH, latest)) {
      throw new VerifyException("its revision " + commit.rev() + " lies in the future");
    }
  }

  /** Looks at every record, and at what they come to: one block may lie under many keys. */
  private final class Audit implements RepoCar.Visitor {
    private long bytes;

    @Override
    public void record(RecordPath path, Cid cid, Bytes content) {
      RepoCar.decode(path, content);
      bytes += content.length();
      if (bytes > config.maxRepoImportBytes()) {
        throw new Refusal.TooLarge(
            "The records come to more than %d bytes".formatted(config.maxRepoImportBytes()));
      }
    }
  }
}

package dev.tempest.blob;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.progress.Progress;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.takedown.Takedowns;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds what records refer to against what is in the store. Blocks. */
@Singleton
public class BlobVerification {
  private static final int PAGE = 500;

  private final BlobStore store;
  private final Database accounts;
  private final BlobReferences references;
  private final Takedowns takedowns;

  BlobVerification(
      BlobStore store, AccountDatabase accounts, BlobReferences references, Takedowns takedowns) {
    this.store = store;
    this.accounts = accounts.database();
    this.references = references;
    this.takedowns = takedowns;
  }

  /** A blob that records refer to and that is not as it should be; or, without one, an account. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @RegisterForReflection
  public record Fault(Did did, @Nullable Cid cid, String fault) {}

  /** Something in the store that nothing knows of. */
  @RegisterForReflection
  public record Unknown(String place, String account, String name, long size) {}

  /**
   * What was found.
   *
   * @param referenced blobs that records refer to
   * @param bytes of those that are there
   * @param hashed how many were read
   */
  @RegisterForReflection
  public record Report(
      String store,
      int accounts,
      long referenced,
      long bytes,
      long hashed,
      List<Fault> faults,
      List<Unknown> unknown) {}

  /** Everything of {@code all}, which are all accounts that there are. */
  public Report verify(Collection<Did> all, boolean hashes, Progress progress) {
    return verify(new Run(all, null, hashes, progress));
  }

  /** Everything of one account. */
  public Report verifyOne(Did did, boolean hashes, Progress progress) {
    return verify(new Run(List.of(did), did, hashes, progress));
  }

  private record Run(
      Collection<Did> accounts, @Nullable Did only, boolean hashes, Progress progress) {}

  private Report verify(Run run) {
    run.progress().begin("list the store", 0, Progress.Unit.ITEMS);
    var listing = StoreListing.of(store, run.only());
    var findings = new Findings();
    run.progress().begin("compare", run.accounts().size(), Progress.Unit.ITEMS);
    for (Did did : run.accounts()) {
      try {
        compare(did, listing, findings);
      } catch (RuntimeException e) { // the others are to be verified all the same
        findings.faults.add(new Fault(did, null, "cannot be verified: " + e.getMessage()));
      }
      run.progress().advance(1);
    }
    if (run.hashes()) {
      hash(findings, run.progress());
    }
    var unknown = new ArrayList<Unknown>();
    listing.rest(
        (place, one) ->
            unknown.add(new Unknown(wire(place), one.account(), one.name(), one.size())));
    return new Report(
        store.location(),
        run.accounts().size(),
        findings.referenced,
        findings.there.stream().mapToLong(Recorded::size).sum(),
        run.hashes() ? findings.there.size() : 0,
        List.copyOf(findings.faults),
        unknown);
  }

  private record Recorded(Did did, Cid cid, long size) {}

  private static final class Findings {
    private final List<Fault> faults = Collections.synchronizedList(new ArrayList<>());
    private final List<Recorded> there = new ArrayList<>();
    private long referenced;
  }

  private static String wire(Place place) {
    return place.name().toLowerCase(Locale.ROOT);
  }

  /** Compares an account's blobs with {@code listing}, and strikes them off. */
  private void compare(Did did, StoreListing listing, Findings findings) {
    Map<Cid, Long> recorded = accounts.read(connection -> BlobTable.sizes(connection, did));
    List<Cid> page = references.list(did, null, null, PAGE);
    while (!page.isEmpty()) {
      for (Cid cid : page) {
        findings.referenced++;
        Long size = recorded.get(cid);
        if (size == null) {
          findings.faults.add(new Fault(did, cid, "was never uploaded"));
          continue;
        }
        var blob = new Recorded(did, cid, size);
        Long stored = listing.size(did, cid, home(blob));
        if (size.equals(stored)) {
          findings.there.add(blob);
        } else {
          lookAgain(blob, findings);
        }
      }
      page = references.list(did, null, page.getLast(), PAGE);
    }
    recorded.keySet().forEach(cid -> listing.remove(did, cid));
  }

  private Place home(Recorded blob) {
    return takedowns.covers(blob.did(), blob.cid()) ? Place.QUARANTINE : Place.PERMANENT;
  }

  /** What is not as it was listed may have changed since: a server may be at work. */
  private void lookAgain(Recorded blob, Findings findings) {
    references.withLock(
        blob.did(),
        () -> {
          if (!references.isReferenced(blob.did(), blob.cid())) {
            findings.referenced--;
            return null;
          }
          long size = storedSize(blob);
          if (size == blob.size()) {
            findings.there.add(blob);
          } else {
            String fault =
                size < 0 ? "is missing" : "has %d bytes, not %d".formatted(size, blob.size());
            findings.faults.add(new Fault(blob.did(), blob.cid(), fault));
          }
          return null;
        });
  }

  private long storedSize(Recorded blob) {
    var open = store.open(blob.did(), blob.cid(), home(blob));
    if (open.isEmpty()) {
      return -1;
    }
    try (var found = open.get()) {
      return found.size();
    } catch (IOException e) {
      throw FileBlobStore.failure("close a blob", e);
    }
  }

  private void hash(Findings findings, Progress progress) {
    long bytes = findings.there.stream().mapToLong(Recorded::size).sum();
    progress.begin("hash", bytes, Progress.Unit.BYTES);
    Parallel.forEach(
        findings.there,
        blob -> {
          String fault = hash(blob);
          if (fault != null) {
            findings.faults.add(new Fault(blob.did(), blob.cid(), fault));
          }
          synchronized (progress) {
            progress.advance(blob.size());
          }
        });
  }

  private @Nullable String hash(Recorded blob) {
    var open = store.open(blob.did(), blob.cid(), home(blob));
    if (open.isEmpty()) {
      return references.isReferenced(blob.did(), blob.cid()) ? "is missing" : null;
    }
    try (var content = new VerifiedContent(open.get().content(), blob.cid(), blob.size())) {
      content.transferTo(OutputStream.nullOutputStream());
      return null;
    } catch (IOException e) {
      return "cannot be read: " + e.getMessage();
    }
  }
}

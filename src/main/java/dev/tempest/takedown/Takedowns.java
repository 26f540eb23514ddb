package dev.tempest.takedown;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The takedowns of records and blobs. There are few, and every read asks: so all of them are in
 * memory, and an account without one costs a look into a map. A takedown is by name: it outlives
 * the record, and the owner who writes it again.
 */
@Singleton
public final class Takedowns {
  private final Database accounts;
  private final Audit audit;
  private final InstantSource clock;
  private final Object changes = new Object();
  // replaced as a whole, under changes; null until somebody asks
  private volatile @Nullable Map<Did, Map<String, String>> known;

  public Takedowns(AccountDatabase accounts, Audit audit, InstantSource clock) {
    this.accounts = accounts.database();
    this.audit = audit;
    this.clock = clock;
  }

  /** True for most accounts: nothing of theirs is taken down. */
  public boolean isUntouched(Did did) {
    return !all().containsKey(did);
  }

  public boolean covers(Did did, RecordPath record) {
    var ofAccount = all().get(did);
    return ofAccount != null && ofAccount.containsKey(record.toString());
  }

  public boolean covers(Did did, Cid blob) {
    var ofAccount = all().get(did);
    return ofAccount != null && ofAccount.containsKey(blob.toString());
  }

  /** The operator's note, when the subject is taken down. */
  public Optional<String> find(TakedownSubject subject) {
    return Optional.ofNullable(all().get(subject.did()))
        .map(ofAccount -> ofAccount.get(subject.name()));
  }

  /** Takes down; a second time replaces the note. */
  public void apply(TakedownSubject subject, String note, AuditEntry entry) {
    synchronized (changes) {
      accounts.write(
          tx -> {
            TakedownTable.put(tx, subject, note, clock.instant());
            audit.record(tx, entry.with("ref", note));
            return null;
          });
      var ofAccount = new HashMap<>(all().getOrDefault(subject.did(), Map.of()));
      ofAccount.put(subject.name(), note);
      replace(subject.did(), ofAccount);
    }
  }

  /** Ends a takedown; there need not be one. */
  public void end(TakedownSubject subject, AuditEntry entry) {
    synchronized (changes) {
      accounts.write(
          tx -> {
            TakedownTable.delete(tx, subject);
            audit.record(tx, entry);
            return null;
          });
      var ofAccount = new HashMap<>(all().getOrDefault(subject.did(), Map.of()));
      ofAccount.remove(subject.name());
      replace(subject.did(), ofAccount);
    }
  }

  private void replace(Did did, Map<String, String> ofAccount) {
    var changed = new HashMap<>(all());
    if (ofAccount.isEmpty()) {
      changed.remove(did);
    } else {
      changed.put(did, Map.copyOf(ofAccount));
    }
    known = Map.copyOf(changed);
  }

  private Map<Did, Map<String, String>> all() {
    var found = known;
    return found == null ? load() : found;
  }

  private Map<Did, Map<String, String>> load() {
    synchronized (changes) {
      var found = known;
      if (found == null) {
        found = accounts.read(TakedownTable::all);
        known = found;
      }
      return found;
    }
  }
}

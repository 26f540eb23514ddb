package dev.tempest.admin;

import dev.tempest.account.AccountLifecycle;
import dev.tempest.account.AccountTakedown;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.HostedAccount;
import dev.tempest.blob.BlobTakedown;
import dev.tempest.fault.Refusal;
import dev.tempest.record.RecordService;
import dev.tempest.takedown.TakedownSubject;
import dev.tempest.takedown.Takedowns;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Looks at and changes the standing of accounts, records and blobs. */
@Singleton
final class Subjects {
  private static final String METHOD = "com.atproto.admin.updateSubjectStatus";

  private final AccountDirectory directory;
  private final AccountTakedown accounts;
  private final AccountLifecycle lifecycle;
  private final Takedowns takedowns;
  private final RecordService records;
  private final BlobTakedown blobs;
  private final Audit audit;
  private final InstantSource clock;

  Subjects(
      AccountDirectory directory,
      AccountTakedown accounts,
      AccountLifecycle lifecycle,
      Takedowns takedowns,
      RecordService records,
      BlobTakedown blobs,
      Audit audit,
      InstantSource clock) {
    this.directory = directory;
    this.accounts = accounts;
    this.lifecycle = lifecycle;
    this.takedowns = takedowns;
    this.records = records;
    this.blobs = blobs;
    this.audit = audit;
    this.clock = clock;
  }

  SubjectStatus statusOfAccount(Did did) {
    var standing = accounts.find(did).orElseThrow(Subjects::notFound);
    return new SubjectStatus(
        new Subject.RepoRef(did),
        StatusAttr.of(standing.note()),
        new StatusAttr(standing.deactivatedAt() != null, null));
  }

  SubjectStatus statusOfRecord(AtUri uri) {
    var record = record(uri);
    Cid cid = records.cid(record.did(), record.path()).orElseThrow(Subjects::notFound);
    var note = takedowns.find(TakedownSubject.of(record.did(), record.path())).orElse(null);
    var subject = new Subject.StrongRef(AtUri.of(record.did(), record.path()), cid);
    return new SubjectStatus(subject, StatusAttr.of(note), null);
  }

  SubjectStatus statusOfBlob(Did did, Cid blob) {
    var note = takedowns.find(TakedownSubject.of(did, blob));
    if (note.isEmpty() && !blobs.isKnown(did, blob)) {
      throw notFound();
    }
    return new SubjectStatus(
        new Subject.RepoBlobRef(did, blob, null), StatusAttr.of(note.orElse(null)), null);
  }

  void update(Subject subject, @Nullable StatusAttr takedown, @Nullable StatusAttr deactivated) {
    if (takedown != null && takedown.applied() && deactivated != null && !deactivated.applied()) {
      throw Refusal.invalid("Cannot activate and takedown an account at the same time");
    }
    switch (subject) {
      case Subject.RepoRef(Did did) -> updateAccount(did, takedown, deactivated);
      case Subject.StrongRef strong -> updateRecord(strong, takedown);
      case Subject.RepoBlobRef blob -> updateBlob(blob, takedown);
    }
  }

  private void updateAccount(
      Did did, @Nullable StatusAttr takedown, @Nullable StatusAttr deactivated) {
    if (accounts.find(did).isEmpty()) {
      throw notFound();
    }
    var entry = AuditEntry.ofOperator(METHOD, did.value());
    if (takedown != null && takedown.applied()) {
      accounts.apply(did, note(takedown), entry.with("takedown", "applied"));
    } else if (takedown != null) {
      accounts.end(did, entry.with("takedown", "ended"));
    }
    if (deactivated != null && deactivated.applied()) {
      audit.around(entry.with("deactivated", "applied"), () -> lifecycle.deactivate(did, null));
    } else if (deactivated != null) {
      audit.around(entry.with("deactivated", "ended"), () -> lifecycle.activate(did));
    }
    if (takedown == null && deactivated == null) {
      accounts.announce(did, entry.with("announced", "status"));
    }
  }

  private void updateRecord(Subject.StrongRef subject, @Nullable StatusAttr takedown) {
    var record = record(subject.uri());
    var taken = TakedownSubject.of(record.did(), record.path());
    var entry = AuditEntry.ofOperator(METHOD, AtUri.of(record.did(), record.path()).value());
    if (takedown != null && takedown.applied()) {
      takedowns.apply(taken, note(takedown), entry.with("takedown", "applied"));
    } else if (takedown != null) {
      takedowns.end(taken, entry.with("takedown", "ended"));
    }
  }

  private void updateBlob(Subject.RepoBlobRef blob, @Nullable StatusAttr takedown) {
    Did did = hosted(directory.find(blob.did()).orElseThrow(Subjects::notFound));
    var entry = AuditEntry.ofOperator(METHOD, did.value()).with("blob", blob.cid().toString());
    if (takedown != null && takedown.applied()) {
      blobs.apply(did, blob.cid(), note(takedown), entry.with("takedown", "applied"));
    } else if (takedown != null) {
      blobs.end(did, blob.cid(), entry.with("takedown", "ended"));
    }
  }

  private record Located(Did did, RecordPath path) {}

  private Located record(AtUri uri) {
    RecordPath path =
        uri.path().orElseThrow(() -> Refusal.invalid("uri must be that of a record: " + uri));
    return new Located(
        hosted(directory.find(uri.authority()).orElseThrow(Subjects::notFound)), path);
  }

  private static Did hosted(HostedAccount account) {
    if (account.status() == AccountStatus.DELETED) {
      throw notFound();
    }
    return account.did();
  }

  private String note(StatusAttr takedown) {
    return takedown.ref() == null ? Times.show(clock.instant()) : takedown.ref();
  }

  private static Refusal notFound() {
    return new Refusal.Invalid("NotFound", "Subject not found");
  }
}

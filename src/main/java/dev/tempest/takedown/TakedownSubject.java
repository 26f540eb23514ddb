package dev.tempest.takedown;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;

/**
 * A record or a blob of an account.
 *
 * @param name {@code <collection>/<rkey>} of a record, or the CID of a blob
 */
public record TakedownSubject(Did did, String name) {
  public static TakedownSubject of(Did did, RecordPath record) {
    return new TakedownSubject(did, record.toString());
  }

  public static TakedownSubject of(Did did, Cid blob) {
    return new TakedownSubject(did, blob.toString());
  }
}

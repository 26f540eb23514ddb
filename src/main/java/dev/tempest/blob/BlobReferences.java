package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which blobs an account's records refer to, as of its last commit. */
public interface BlobReferences {
  boolean isReferenced(Did did, Cid blob);

  /**
   * Referenced blobs in CID order: those after {@code cursor} that a commit after {@code since}
   * refers to, at most {@code limit}.
   */
  List<Cid> list(Did did, @Nullable Tid since, @Nullable Cid cursor, int limit);

  /** Runs {@code action} while nobody commits to the account's repository. Reentrant. */
  <T extends @Nullable Object> T withLock(Did did, Supplier<T> action);
}

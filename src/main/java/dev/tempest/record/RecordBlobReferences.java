package dev.tempest.record;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.blob.BlobReferences;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers from the repo files what the records refer to. */
@Singleton
final class RecordBlobReferences implements BlobReferences {
  private final RepoFiles repos;

  RecordBlobReferences(RepoFiles repos) {
    this.repos = repos;
  }

  @Override
  public boolean isReferenced(Did did, Cid blob) {
    return repos.read(did, connection -> BlobRefTable.isReferenced(connection, blob));
  }

  @Override
  public List<Cid> list(Did did, @Nullable Tid since, @Nullable Cid cursor, int limit) {
    return repos.read(did, connection -> BlobRefTable.list(connection, since, cursor, limit));
  }

  @Override
  public <T extends @Nullable Object> T withLock(Did did, Supplier<T> action) {
    return repos.exclusively(did, action);
  }
}

package dev.tempest.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileBlobStoreTest extends BlobStoreContract {
  private static final Did DID = new Did("did:web:localhost%3A4000");

  @TempDir Path root;
  private FileBlobStore store;

  @BeforeEach
  void open() {
    store = new FileBlobStore(DataDir.create(root));
  }

  @Override
  BlobStore store() {
    return store;
  }

  @Override
  int unfinished() throws IOException {
    try (var files = Files.list(root.resolve("tmp/uploads"))) {
      return (int) files.count();
    }
  }

  @Test
  void filesLieWhereOperatorsKnowThem() throws IOException {
    try (var upload = store.receive(new ByteArrayInputStream(new byte[] {1, 2, 3}), 10)) {
      upload.keep(DID, BlobStore.Place.TEMPORARY, "image/png");
      String name = "did_web_localhost_3A4000/" + upload.cid();
      assertThat(root.resolve("tmp/blobs").resolve(name)).hasBinaryContent(new byte[] {1, 2, 3});
      store.promote(DID, List.of(upload.cid()));
      assertThat(root.resolve("tmp/blobs").resolve(name)).doesNotExist();
      assertThat(root.resolve("blobs").resolve(name)).hasBinaryContent(new byte[] {1, 2, 3});
    }
  }

  @Test
  void aStorageThatFailsIsNotTheSendersFault() throws IOException {
    Files.delete(root.resolve("tmp/uploads"));
    assertThatThrownBy(() -> store.receive(new ByteArrayInputStream(new byte[1]), 10))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("begin an upload");
  }
}

package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup holds what its manifest says, and a failed one leaves nothing. */
class BackupCreationTest {
  private static final Did ALICE = BackupFixture.did(1);
  private static final Did BOB = BackupFixture.did(2);

  @TempDir Path folder;
  private BackupFixture volume;

  @BeforeEach
  void open() {
    volume = new BackupFixture(folder);
    volume.createAccount(ALICE);
    volume.createAccount(BOB);
    volume.commit(ALICE, Tid.of(1, 0));
  }

  @AfterEach
  void close() {
    volume.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private BackupCreation.Created create() {
    return volume.creation.create(volume.backups(), Progress.NONE);
  }

  private static Stream<String> filesIn(Path root) throws IOException {
    return Files.walk(root)
        .filter(Files::isRegularFile)
        .map(file -> root.relativize(file).toString())
        .sorted();
  }

  @Test
  void holdsEverythingUnderTheVolumesNames() throws Exception {
    Cid blob = volume.addBlob(ALICE, bytes("picture"));
    var created = create();
    assertThat(filesIn(created.folder()))
        .containsExactly(
            "account.sqlite",
            "blobs/did_plc_account0001/" + blob,
            "manifest.json",
            "repos/did_plc_account0001.sqlite",
            "repos/did_plc_account0002.sqlite",
            "sequencer.sqlite");
    var manifest = Manifest.read(created.folder().resolve(Manifest.FILE_NAME));
    assertThat(manifest.totals().accounts()).isEqualTo(2);
    try (var accounts = manifest.accounts()) {
      assertThat(accounts)
          .extracting(Manifest.AccountEntry::did, Manifest.AccountEntry::rev)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(ALICE, Tid.of(1, 0)),
              org.assertj.core.groups.Tuple.tuple(BOB, null));
    }
    try (var inventory = manifest.inventory()) {
      assertThat(inventory).containsExactly(new Manifest.BlobEntry(ALICE, blob, 7));
    }
    assertThat(manifest.blobs().faults()).isEmpty();
  }
}

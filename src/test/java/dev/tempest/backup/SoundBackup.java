package dev.tempest.backup;

import dev.tempest.progress.Progress;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A backup of a running server with people on it. */
final class SoundBackup {
  /** A server with a volume of its own, so that the backup holds what is made here. */
  public static final class Profile implements QuarkusTestProfile {}

  final List<TestAccount> accounts = new ArrayList<>();
  final Path folder;

  private static @Nullable SoundBackup made;

  /** The one of this run of the tests. */
  static synchronized SoundBackup of(BackupCreation creation) {
    if (made == null) {
      try {
        made =
            new SoundBackup(
                creation, Files.createTempDirectory(Path.of("target"), "sound-test-data"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return made;
  }

  private SoundBackup(BackupCreation creation, Path parent) {
    for (int i = 0; i < 3; i++) {
      var account = TestAccount.create();
      accounts.add(account);
      Object blob =
          account
              .asCaller()
              .contentType("image/png")
              .body(("image of " + account.did()).getBytes(StandardCharsets.UTF_8))
              .post("/xrpc/com.atproto.repo.uploadBlob")
              .then()
              .statusCode(200)
              .extract()
              .path("blob");
      create(account, Map.of("$type", "com.example.image", "image", blob));
      for (int post = 0; post < 5; post++) {
        create(account, Map.of("$type", "com.example.image", "text", "post " + post));
      }
    }
    accounts
        .getLast()
        .asCaller()
        .contentType("application/json")
        .body("{}")
        .post("/xrpc/com.atproto.server.deactivateAccount")
        .then()
        .statusCode(200);
    folder = BackupFixture.create(creation, parent, Progress.NONE).folder();
  }

  private static void create(TestAccount account, Map<String, Object> record) {
    account
        .asCaller()
        .contentType("application/json")
        .body(Map.of("repo", account.did(), "collection", "com.example.image", "record", record))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200);
  }

  /** Another folder of the same content, to be damaged. */
  Path copy(Path parent) {
    Path copy = parent.resolve(folder.getFileName());
    try (var files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(folder.relativize(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }
}

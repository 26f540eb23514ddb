package dev.tempest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The old volume, or the new one, or a note by which it becomes the new one. */
class VolumeSwapTest {
  private static final List<String> OLD =
      List.of(
          "account.sqlite",
          "account.sqlite-wal",
          "sequencer.sqlite",
          "repos/did_plc_old.sqlite",
          "blobs/did_plc_old/b",
          "tmp/blobs/did_plc_old/t");
  private static final List<String> NEW =
      List.of("account.sqlite", "sequencer.sqlite", "oauth_jwks.json", "repos/did_plc_new.sqlite");

  @TempDir Path volume;
  private Path scratch;

  @BeforeEach
  void makeScratch() throws IOException {
    scratch = Files.createDirectory(volume.resolve(".restore-1"));
    for (String name : NEW) {
      write(scratch.resolve(name), "new");
    }
    write(volume.resolve("backups/tempest-backup/manifest.json"), "stays");
    write(volume.resolve(".lock"), "stays");
  }

  private void makeOld() throws IOException {
    for (String name : OLD) {
      write(volume.resolve(name), "old");
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Map<String, String> content() throws IOException {
    var content = new TreeMap<String, String>();
    try (var files = Files.walk(volume)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(volume.relativize(file).toString(), Files.readString(file));
      }
    }
    return content;
  }

  private static Map<String, String> swapped(boolean wasOccupied) {
    var expected = new TreeMap<String, String>();
    expected.put("backups/tempest-backup/manifest.json", "stays");
    expected.put(".lock", "stays");
    NEW.forEach(name -> expected.put(name, "new"));
    if (wasOccupied) {
      OLD.forEach(name -> expected.put("before/" + name, "old"));
    }
    return expected;
  }

  @Test
  void movesWhatWasThereAside() throws IOException {
    makeOld();
    assertThat(VolumeSwap.occupied(volume))
        .containsExactly(
            "account.sqlite", "account.sqlite-wal", "sequencer.sqlite", "repos", "blobs");
    VolumeSwap.swap(volume, scratch, "before");
    assertThat(content()).isEqualTo(swapped(true));
    assertThat(scratch).doesNotExist();
  }

  @Test
  void anEmptyVolumeLeavesNothingAside() throws IOException {
    Files.createDirectories(volume.resolve("blobs/quarantine"));
    Files.createDirectories(volume.resolve("repos"));
    assertThat(VolumeSwap.occupied(volume)).isEmpty();
    VolumeSwap.swap(volume, scratch, "before");
    assertThat(content()).isEqualTo(swapped(false));
    assertThat(volume.resolve("before")).doesNotExist();
  }

  @Test
  void aStartGoesOnUnlessTheRestoreIsStillAtIt() throws IOException {
    Files.writeString(volume.resolve(".restoring"), ".restore-1\nbefore\naccount.sqlite");
    try (var restoring = VolumeLock.acquire(new DataDir(volume))) {
      assertThat(restoring).isNotNull();
      assertThatThrownBy(() -> VolumeSwap.finishInterrupted(volume))
          .isInstanceOf(VolumeInUseException.class);
    }
    assertThat(VolumeSwap.isUnfinished(volume)).isTrue();
    VolumeSwap.finishInterrupted(volume);
    assertThat(VolumeSwap.isUnfinished(volume)).isFalse();
    assertThat(volume.resolve("account.sqlite")).hasContent("new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"account.sqlite", "repos", "blobs", "blobs/quarantine", "tmp"})
  void refusesWhatIsAMountOfItsOwn(String name) throws IOException {
    var mounts = new MountPoints(Set.of(volume.toRealPath().resolve(name)));
    assertThatThrownBy(() -> VolumeSwap.requireMovable(volume, mounts))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("mount of its own")
        .hasMessageContaining("into another folder");
  }

  @Test
  void othersMountsAreNotInTheWay() throws IOException {
    makeOld();
    Path real = volume.toRealPath();
    VolumeSwap.requireMovable(
        volume, new MountPoints(Set.of(real.getRoot(), real, real.resolve("backups"))));
  }

  /** A folder in the way of a rename stops it there, as a crash would. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "before/account.sqlite",
        "before/account.sqlite-wal",
        "before/sequencer.sqlite",
        "before/repos",
        "before/blobs",
        "before/tmp"
      })
  void goesOnAfterACrashWhileTheOldMovesOut(String obstacle) throws IOException {
    makeOld();
    write(volume.resolve(obstacle).resolve("in the way"), "x");
    assertThatThrownBy(() -> VolumeSwap.swap(volume, scratch, "before"))
        .isInstanceOf(IOException.class);
    assertThat(VolumeSwap.isUnfinished(volume)).isTrue();
    VolumeSwap.discard(volume.resolve(obstacle));
    VolumeSwap.finish(volume);
    assertThat(content()).isEqualTo(swapped(true));
  }

  /** As if the process had died after the {@code moves}th rename of the new files. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void goesOnAfterACrashWhileTheNewMovesIn(int moves) throws IOException {
    makeOld();
    var coming = List.of("account.sqlite", "sequencer.sqlite", "oauth_jwks.json", "repos");
    Files.writeString(
        volume.resolve(".restoring"), ".restore-1\nbefore\n" + String.join("\n", coming));
    Files.createDirectory(volume.resolve("before"));
    for (String name :
        List.of(
            "account.sqlite", "account.sqlite-wal", "sequencer.sqlite", "repos", "blobs", "tmp")) {
      Files.move(volume.resolve(name), volume.resolve("before").resolve(name));
    }
    for (String name : coming.subList(0, moves)) {
      Files.move(scratch.resolve(name), volume.resolve(name));
    }
    VolumeSwap.finish(volume);
    assertThat(content()).isEqualTo(swapped(true));
    assertThat(VolumeSwap.isUnfinished(volume)).isFalse();
  }
}

package dev.tempest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountPointsTest {
  @Test
  void readsWhatTheKernelWrites() {
    var mounts =
        MountPoints.parse(
            """
            27 1 254:0 / / rw,relatime - ext4 /dev/root rw
            36 27 254:16 /blobs /srv/my\\040pds/blobs rw master:1 - ext4 /dev/vdb rw,errors=continue
            37 27 0:21 / /srv/back\\134slash rw shared:2 master:1 - tmpfs none rw
            """);
    assertThat(mounts.paths())
        .containsExactlyInAnyOrder(
            Path.of("/"), Path.of("/srv/my pds/blobs"), Path.of("/srv/back\\slash"));
  }

  @Test
  void tellsWhatIsMountedAndWhatHoldsSuch() {
    var mounts = MountPoints.parse("36 27 254:16 / /srv/pds/blobs rw - ext4 /dev/vdb rw");
    assertThat(mounts.within(Path.of("/srv/pds/blobs"))).isTrue();
    assertThat(mounts.within(Path.of("/srv/pds"))).isTrue();
    assertThat(mounts.within(Path.of("/srv/pds/blob"))).isFalse();
    assertThat(mounts.within(Path.of("/srv/pds/blobs/did_plc_a"))).isFalse();
  }

  @Test
  void knowsThoseOfThisMachine() throws IOException {
    for (Path mounted : MountPoints.ofThisProcess().paths()) {
      assertThat(mounted).isAbsolute();
    }
  }
}

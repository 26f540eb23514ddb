package dev.tempest.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes everything in a folder survive power loss. */
final class DurableFolder {
  private DurableFolder() {}

  static void force(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }
}

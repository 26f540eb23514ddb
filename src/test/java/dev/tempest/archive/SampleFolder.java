package dev.tempest.archive;

import dev.tempest.files.Sha256;
import dev.tempest.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A folder to pack; its manifest is a line {@code size sha256 path} for each file. */
final class SampleFolder {
  static final Passphrase PASSPHRASE = Passphrase.of("correct horse battery", "the test");

  final Path root;
  final List<ArchiveFile> files = new ArrayList<>();

  private SampleFolder(Path root) {
    this.root = root;
  }

  static SampleFolder empty(Path root) throws IOException {
    Files.createDirectories(root);
    return new SampleFolder(root).writeManifest();
  }

  /** Two databases that shrink, three blobs that do not, one of them empty. */
  static SampleFolder usual(Path root) throws IOException {
    var folder = empty(root);
    var random = new SplittableRandom(1);
    folder.add(
        "account.sqlite", "INSERT INTO account ".repeat(4000).getBytes(StandardCharsets.UTF_8));
    folder.add("repos/did_plc_a.sqlite", "block ".repeat(100).getBytes(StandardCharsets.UTF_8));
    for (int size : new int[] {0, 1000, 100_000}) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      folder.add("blobs/did_plc_a/bafkrei" + size, content);
    }
    return folder.writeManifest();
  }

  SampleFolder add(String path, byte[] content) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.write(root.resolve(path), content);
    files.add(listed(path, content));
    return this;
  }

  SampleFolder writeManifest() throws IOException {
    Files.write(root.resolve("manifest.json"), manifest(files));
    return this;
  }

  byte[] pack() throws IOException {
    return pack(Optional.empty());
  }

  byte[] packEncrypted() throws IOException {
    return pack(Optional.of(PASSPHRASE));
  }

  private byte[] pack(Optional<Passphrase> passphrase) throws IOException {
    var archive = new ByteArrayOutputStream();
    var cheap = passphrase.map(text -> new ScryptRecipient(text, 1));
    new ArchiveWriter(Progress.NONE, cheap).write(root, files::stream, archive);
    return archive.toByteArray();
  }

  static ArchiveFile listed(String path, byte[] content) {
    var digest = Sha256.digest();
    digest.update(content);
    return new ArchiveFile(path, content.length, Sha256.hex(digest));
  }

  static byte[] manifest(Iterable<ArchiveFile> files) {
    var lines = new StringBuilder();
    files.forEach(f -> lines.append(f.size() + " " + f.sha256() + " " + f.path() + "\n"));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  static Supplier<Stream<ArchiveFile>> readManifest(Path manifest) throws IOException {
    return Files.readAllLines(manifest).stream()
            .map(line -> line.split(" ", 3))
            .map(field -> new ArchiveFile(field[2], Long.parseLong(field[0]), field[1]))
            .toList()
        ::stream;
  }

  /** What an archive holds, whether its manifest lists it or not. */
  record Entry(String name, byte[] content) {}

  static byte[] forge(byte[] manifest, Entry... entries) throws IOException {
    var archive = new ByteArrayOutputStream();
    var names = new ArrayList<String>(List.of("manifest.json"));
    try (var zip = new ZipWriter(archive)) {
      zip.add("manifest.json", true, new ByteArrayInputStream(manifest));
      for (Entry entry : entries) {
        zip.add(entry.name(), true, new ByteArrayInputStream(entry.content()));
        names.add(entry.name());
      }
      zip.finish(names.iterator());
    }
    return archive.toByteArray();
  }

  static int indexOf(byte[] whole, byte[] part, int from) {
    for (int at = from; at < whole.length; at++) {
      if (Arrays.equals(
          whole, at, Math.min(at + part.length, whole.length), part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not there");
  }

  static ReadArchive extract(byte[] archive, Path into) throws IOException {
    return reader().extract(new ByteArrayInputStream(archive), into, SampleFolder::readManifest);
  }

  static ReadArchive check(byte[] archive) throws IOException {
    return reader().check(new ByteArrayInputStream(archive), SampleFolder::readManifest);
  }

  private static ArchiveReader reader() {
    return new ArchiveReader(Optional.of(PASSPHRASE), Progress.NONE);
  }
}

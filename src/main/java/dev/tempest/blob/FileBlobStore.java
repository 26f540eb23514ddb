package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.files.Folders;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.StorageException;
import dev.tempest.sqlite.VolumeHealth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Blobs as files on the volume: {@code blobs/<safe did>/<cid>}, taken-down ones in {@code
 * blobs/quarantine/<safe did>/<cid>}, temporary ones in {@code tmp/blobs/<safe did>/<cid>}. All lie
 * on one file system with the {@link Spool}, for files change places by being renamed.
 */
final class FileBlobStore implements BlobStore {
  private final Spool spool;
  private final Path temporary;
  private final Path permanent;
  private final Path quarantine; // no DID is called like it
  private final BlobHold hold;

  FileBlobStore(DataDir dataDir) {
    this(dataDir, new BlobHold(dataDir));
  }

  FileBlobStore(DataDir dataDir, BlobHold hold) {
    this.hold = hold;
    spool = new Spool(dataDir);
    temporary = dataDir.tmp().resolve("blobs");
    permanent = dataDir.blobs();
    quarantine = permanent.resolve("quarantine");
    try {
      Files.createDirectories(temporary);
      Files.createDirectories(quarantine);
    } catch (IOException e) {
      throw failure("make the folders", e);
    }
  }

  @Override
  public Upload receive(InputStream content, long limit) throws IOException {
    return new FileUpload(spool.receive(content, limit));
  }

  private final class FileUpload extends SpooledUpload {
    FileUpload(Spooled received) {
      super(received);
    }

    @Override
    public void keep(Did did, Place place, String mimeType) {
      try {
        Path folder = folder(place, did);
        Files.move(
            received.file(), folder.resolve(cid().toString()), StandardCopyOption.ATOMIC_MOVE);
        Folders.force(folder);
      } catch (IOException e) {
        throw failure("keep an upload", e);
      }
    }
  }

  @Override
  public List<Cid> promote(Did did, Collection<Cid> blobs) {
    var missing = new ArrayList<Cid>();
    try {
      for (Cid blob : blobs) {
        if (exists(did, blob, Place.TEMPORARY)) {
          Path target = folder(Place.PERMANENT, did).resolve(blob.toString());
          Files.move(file(Place.TEMPORARY, did, blob), target, StandardCopyOption.ATOMIC_MOVE);
        } else if (!exists(did, blob, Place.PERMANENT)) {
          missing.add(blob);
        }
      }
      if (missing.size() < blobs.size()) { // also for one that an earlier call moved and failed
        Folders.force(folder(Place.PERMANENT, did));
      }
    } catch (IOException e) {
      throw failure("make a blob permanent", e);
    }
    return missing;
  }

  @Override
  public Optional<StoredBlob> open(Did did, Cid blob, Place place) {
    return open(file(place, did, blob), 0);
  }

  @Override
  public Optional<StoredBlob> open(Did did, Cid blob, Span span) {
    return open(file(Place.PERMANENT, did, blob), span.first())
        .map(open -> new StoredBlob(open.size(), new Exactly(open.content(), span.length())));
  }

  private static Optional<StoredBlob> open(Path file, long first) {
    try {
      var channel = FileChannel.open(file, StandardOpenOption.READ).position(first);
      return Optional.of(new StoredBlob(channel.size(), Channels.newInputStream(channel)));
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("open a blob", e);
    }
  }

  @Override
  public boolean exists(Did did, Cid blob, Place place) {
    return Files.exists(file(place, did, blob));
  }

  @Override
  public boolean move(Did did, Cid blob, Place from, Place to) {
    try {
      Path target = folder(to, did);
      hold.beforeRemoval(file(from, did, blob));
      Files.move(
          file(from, did, blob), target.resolve(blob.toString()), StandardCopyOption.ATOMIC_MOVE);
      Folders.force(target);
      return true;
    } catch (NoSuchFileException missing) {
      return false;
    } catch (IOException e) {
      throw failure("move a blob", e);
    }
  }

  @Override
  public void delete(Did did, Cid blob, Place place) {
    try {
      hold.beforeRemoval(file(place, did, blob));
      Files.deleteIfExists(file(place, did, blob));
    } catch (IOException e) {
      throw failure("delete a blob", e);
    }
  }

  @Override
  public void deleteAll(Did did) {
    try {
      for (Place place : Place.values()) {
        Path folder = root(place).resolve(DataDir.safeName(did));
        if (Files.isDirectory(folder)) {
          deleteAllIn(folder);
          Files.delete(folder);
          Folders.force(root(place));
        }
      }
    } catch (IOException e) {
      throw failure("delete an account's blobs", e);
    }
  }

  private void deleteAllIn(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        hold.beforeRemoval(file);
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void list(Place place, Consumer<Listed> each) {
    try (var accounts = Files.newDirectoryStream(root(place))) {
      for (Path account : accounts) {
        if (!account.equals(quarantine)) {
          list(account, each);
        }
      }
    } catch (IOException e) {
      throw failure("list blobs", e);
    }
  }

  private static void list(Path account, Consumer<Listed> each) throws IOException {
    String name = account.getFileName().toString();
    if (!Files.isDirectory(account)) {
      each.accept(new Listed("", name, Files.size(account)));
      return;
    }
    try (var files = Files.newDirectoryStream(account)) {
      for (Path file : files) {
        each.accept(new Listed(name, file.getFileName().toString(), file.toFile().length()));
      }
    }
  }

  @Override
  public String nameOf(Did did) {
    return DataDir.safeName(did);
  }

  @Override
  public String location() {
    return VolumeHealth.shown(permanent);
  }

  @Override
  public void discardUnfinished() {
    spool.discardAll();
    try {
      hold.discardLeftovers();
    } catch (IOException e) {
      throw failure("remove what a backup has left", e);
    }
  }

  private Path file(Place place, Did did, Cid blob) {
    return root(place).resolve(DataDir.safeName(did)).resolve(blob.toString());
  }

  /** The account's folder in {@code place}, made when missing. */
  private Path folder(Place place, Did did) throws IOException {
    Path folder = root(place).resolve(DataDir.safeName(did));
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Folders.force(root(place));
    }
    return folder;
  }

  private Path root(Place place) {
    return switch (place) {
      case TEMPORARY -> temporary;
      case PERMANENT -> permanent;
      case QUARANTINE -> quarantine;
    };
  }

  static StorageException failure(String what, IOException cause) {
    return new StorageException("blob store: cannot " + what + ": " + cause, cause);
  }
}

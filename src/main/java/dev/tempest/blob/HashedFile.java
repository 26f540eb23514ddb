package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.files.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** A file that is hashed and counted while it is written. */
final class HashedFile implements AutoCloseable {
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.digest();
  private long size;

  /** {@code file} exists and is empty. */
  HashedFile(Path file) {
    try {
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw FileBlobStore.failure("begin an upload", e);
    }
  }

  void append(byte[] bytes, int length) {
    digest.update(bytes, 0, length);
    size += length;
    try {
      for (var rest = ByteBuffer.wrap(bytes, 0, length); rest.hasRemaining(); ) {
        channel.write(rest);
      }
    } catch (IOException e) {
      throw FileBlobStore.failure("write an upload", e);
    }
  }

  long size() {
    return size;
  }

  /** The identifier of what was written, which is on disk when this returns. */
  Cid finish() {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw FileBlobStore.failure("write an upload", e);
    }
    return Cid.ofDigest(Cid.Codec.RAW, digest.digest());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

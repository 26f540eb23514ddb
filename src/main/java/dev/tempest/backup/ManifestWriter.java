package dev.tempest.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tempest.files.PrivateFiles;
import dev.tempest.files.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a manifest from its first field to its last, an entry a line: files, then accounts, then
 * blobs. Until {@link #finish} it is none.
 */
final class ManifestWriter implements AutoCloseable {
  private final FileChannel channel;
  private final OutputStream file;
  private final MessageDigest digest = Sha256.digest();
  private final JsonGenerator json;

  ManifestWriter(Path path, Manifest.About about) throws IOException {
    channel = PrivateFiles.open(path);
    file = new BufferedOutputStream(Channels.newOutputStream(channel));
    json = new JsonFactory().createGenerator(new DigestOutputStream(file, digest));
    json.writeStartObject();
    json.writeNumberField("version", Manifest.VERSION);
    text("name", about.name());
    text("createdAt", about.createdAt().toString());
    text("tempestVersion", about.tempestVersion());
    text("hostname", about.hostname());
    text("sourceDataDir", about.sourceDataDir());
    texts("contains", about.contains());
    texts("notInside", about.notInside());
    json.writeRaw('\n');
    json.writeNumberField("lastSeq", about.lastSeq());
    json.writeArrayFieldStart("files");
  }

  void file(Manifest.FileEntry entry) throws IOException {
    beginEntry();
    json.writeStringField("path", entry.path());
    json.writeNumberField("size", entry.size());
    json.writeStringField("sha256", entry.sha256());
    json.writeEndObject();
  }

  void beginAccounts() throws IOException {
    json.writeEndArray();
    json.writeArrayFieldStart("accounts");
  }

  void account(Manifest.AccountEntry entry) throws IOException {
    beginEntry();
    json.writeStringField("did", entry.did().value());
    optional("handle", entry.handle());
    json.writeStringField("status", entry.status().wire());
    optional("head", entry.head());
    optional("rev", entry.rev());
    json.writeEndObject();
  }

  void beginBlobs(Manifest.Blobs blobs) throws IOException {
    json.writeEndArray();
    json.writeObjectFieldStart("blobs");
    json.writeStringField("store", blobs.store());
    json.writeNumberField("count", blobs.count());
    json.writeNumberField("bytes", blobs.bytes());
    json.writeArrayFieldStart("faults");
    for (var fault : blobs.faults()) {
      beginEntry();
      json.writeStringField("did", fault.did().value());
      json.writeStringField("cid", fault.cid().toString());
      json.writeStringField("fault", fault.fault());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("inventory");
  }

  void blob(Manifest.BlobEntry entry) throws IOException {
    beginEntry();
    json.writeStringField("did", entry.did().value());
    json.writeStringField("cid", entry.cid().toString());
    json.writeNumberField("size", entry.size());
    json.writeEndObject();
  }

  /** Ends the manifest, which is on disk when this returns. */
  void finish() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
    json.flush();
    file.write(ManifestHash.tail(digest.digest()));
    file.flush();
    channel.force(true);
  }

  private void beginEntry() throws IOException {
    json.writeRaw('\n');
    json.writeStartObject();
  }

  private void text(String name, String value) throws IOException {
    json.writeRaw('\n');
    json.writeStringField(name, value);
  }

  private void texts(String name, List<String> values) throws IOException {
    json.writeRaw('\n');
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private void optional(String name, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, value.toString());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

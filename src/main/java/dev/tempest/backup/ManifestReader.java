package dev.tempest.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.AccountStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest from its first field to its last, in the order and form in which {@link
 * ManifestWriter} writes them: what is otherwise is damaged. Each list is read to its end before
 * the next begins.
 */
final class ManifestReader implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Path file;
  private final JsonParser json;

  ManifestReader(Path file) throws IOException {
    this.file = file;
    json = JSON.createParser(file.toFile());
  }

  /** Refuses what another release wrote. */
  static void requireVersion(Path file) throws IOException {
    try (var json = JSON.createParser(file.toFile())) {
      json.nextToken();
      for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        if (name.equals("version") && json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
          int version = json.getIntValue();
          if (version == Manifest.VERSION) {
            return;
          }
          throw new BackupException(
              version < Manifest.VERSION
                  ? file + " is of version 1, the original Tempest's: its databases are others"
                  : file
                      + " has version "
                      + version
                      + ": a newer release wrote it, take that to restore it");
        }
        json.skipChildren();
      }
    } catch (JsonProcessingException notJson) {
      throw new BackupException(file + " is damaged: " + notJson.getOriginalMessage(), notJson);
    }
    throw new BackupException(file + " is damaged: it has no version");
  }

  BackupException damaged(String why) {
    return new BackupException(file + " is damaged: " + why);
  }

  Manifest.About about() throws IOException {
    expect(JsonToken.START_OBJECT);
    number("version");
    var name = text("name");
    if (!BackupLayout.NAME.matcher(name).matches()) {
      throw damaged("name");
    }
    var createdAt = instant(text("createdAt"));
    var about =
        new Manifest.About(
            name,
            createdAt,
            text("tempestVersion"),
            text("hostname"),
            text("sourceDataDir"),
            texts("contains"),
            texts("notInside"),
            number("lastSeq"));
    beginList("files");
    return about;
  }

  /** Null after the last. */
  Manifest.@Nullable FileEntry nextFile() throws IOException {
    if (!nextEntry()) {
      beginList("accounts");
      return null;
    }
    var entry = new Manifest.FileEntry(text("path"), number("size"), text("sha256"));
    expect(JsonToken.END_OBJECT);
    if (!BackupLayout.isPath(entry.path())) {
      throw damaged("no backup has a file " + entry.path());
    }
    if (entry.size() < 0 || !SHA256.matcher(entry.sha256()).matches()) {
      throw damaged(entry.path());
    }
    return entry;
  }

  /** Null after the last. */
  Manifest.@Nullable AccountEntry nextAccount() throws IOException {
    if (!nextEntry()) {
      return null;
    }
    var did = text("did");
    var handle = textOrNull("handle");
    var status = text("status");
    var head = textOrNull("head");
    var rev = textOrNull("rev");
    expect(JsonToken.END_OBJECT);
    try {
      return new Manifest.AccountEntry(
          new Did(did),
          handle == null ? null : new Handle(handle),
          AccountStatus.of(status),
          head == null ? null : Cid.parse(head),
          rev == null ? null : new Tid(rev));
    } catch (SyntaxException | DecodeException | IllegalArgumentException e) {
      throw damaged("account " + did + ": " + e.getMessage());
    }
  }

  /** After the accounts, before the blobs. */
  Manifest.Blobs blobs() throws IOException {
    name("blobs");
    expect(JsonToken.START_OBJECT);
    var store = text("store");
    long count = number("count");
    long bytes = number("bytes");
    beginList("faults");
    var faults = new ArrayList<Manifest.BlobFault>();
    while (nextEntry()) {
      faults.add(new Manifest.BlobFault(did(), cid(), text("fault")));
      expect(JsonToken.END_OBJECT);
    }
    beginList("inventory");
    return new Manifest.Blobs(store, count, bytes, faults);
  }

  /** Null after the last. */
  Manifest.@Nullable BlobEntry nextBlob() throws IOException {
    if (!nextEntry()) {
      expect(JsonToken.END_OBJECT);
      text("sha256");
      expect(JsonToken.END_OBJECT);
      return null;
    }
    var entry = new Manifest.BlobEntry(did(), cid(), number("size"));
    expect(JsonToken.END_OBJECT);
    return entry;
  }

  private Did did() throws IOException {
    try {
      return new Did(text("did"));
    } catch (SyntaxException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  private Cid cid() throws IOException {
    return Cid.tryParse(text("cid")).orElseThrow(() -> damaged("a blob's CID"));
  }

  private Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw damaged("createdAt");
    }
  }

  private void beginList(String name) throws IOException {
    name(name);
    expect(JsonToken.START_ARRAY);
  }

  /** Whether another object begins; else the list has ended. */
  private boolean nextEntry() throws IOException {
    var token = next();
    if (token == JsonToken.END_ARRAY) {
      return false;
    }
    if (token != JsonToken.START_OBJECT) {
      throw damaged("an entry is no object");
    }
    return true;
  }

  private void name(String name) throws IOException {
    if (next() != JsonToken.FIELD_NAME || !json.currentName().equals(name)) {
      throw damaged("there is no " + name + " where it belongs");
    }
  }

  private String text(String name) throws IOException {
    name(name);
    expect(JsonToken.VALUE_STRING);
    return json.getText();
  }

  private @Nullable String textOrNull(String name) throws IOException {
    name(name);
    if (next() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw damaged(name);
    }
    return json.getText();
  }

  private long number(String name) throws IOException {
    name(name);
    expect(JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  private List<String> texts(String name) throws IOException {
    beginList(name);
    var found = new ArrayList<String>();
    while (next() == JsonToken.VALUE_STRING) {
      found.add(json.getText());
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw damaged(name);
    }
    return found;
  }

  private void expect(JsonToken token) throws IOException {
    if (next() != token) {
      throw damaged("it has not the form of a manifest");
    }
  }

  private @Nullable JsonToken next() throws IOException {
    try {
      return json.nextToken();
    } catch (JsonProcessingException notJson) {
      throw damaged(String.valueOf(notJson.getOriginalMessage()));
    }
  }

  @Override
  public void close() {
    try {
      json.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

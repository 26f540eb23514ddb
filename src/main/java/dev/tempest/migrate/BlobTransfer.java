package dev.tempest.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.atproto.data.Cid;
import dev.tempest.fault.Refusal;
import dev.tempest.files.Sha256;
import dev.tempest.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Step 5: what this server says it lacks is fetched, four at a time, proven by its CID and
 * uploaded. So nothing has to be remembered of what was moved.
 */
final class BlobTransfer {
  private static final int AT_ONCE = 4;
  private static final String PAGE = "500";

  private final Move move;
  private final Set<String> missing = new TreeSet<>(); // guarded by this
  private long moved; // guarded by this
  private long bytes; // guarded by this

  BlobTransfer(Move move) {
    this.move = move;
  }

  State run(State state) {
    Session source = move.source(state);
    Session target = move.target(state);
    var status = target.query("com.atproto.server.checkAccountStatus");
    long due = status.path("expectedBlobs").asLong() - status.path("importedBlobs").asLong();
    move.progress().begin("blobs", due, Progress.Unit.ITEMS);
    forEachMissing(target, page -> move(page, source, target));
    var blobs = result(state.blobs());
    tell(blobs);
    return state.with(blobs);
  }

  /** What is to be done with each page of CIDs. */
  @FunctionalInterface
  interface Page {
    void take(List<String> cids);
  }

  /** All blobs that records refer to and {@code target} does not have. */
  static void forEachMissing(Session target, Page action) {
    var parameters = new HashMap<>(Map.of("limit", PAGE));
    while (true) {
      var page = target.query("com.atproto.repo.listMissingBlobs", parameters);
      var cids = new ArrayList<String>();
      for (JsonNode blob : page.path("blobs")) {
        cids.add(blob.path("cid").asText());
      }
      if (!cids.isEmpty()) {
        action.take(cids);
      }
      String cursor = page.path("cursor").asText();
      if (cids.isEmpty() || cursor.isEmpty()) {
        return;
      }
      parameters.put("cursor", cursor);
    }
  }

  private void move(List<String> cids, Session source, Session target) {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      var moving = new ArrayList<Future<?>>();
      for (String cid : cids) {
        moving.add(threads.submit(() -> move(Cid.parse(cid), source, target)));
      }
      try {
        for (var one : moving) {
          one.get();
        }
      } catch (ExecutionException failure) {
        threads.shutdownNow();
        throw failure.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(failure.getCause());
      } catch (InterruptedException interrupted) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }
  }

  private void move(Cid cid, Session source, Session target) {
    Path file = move.folder().root().resolve(cid + ".blob");
    try {
      var type = fetch(cid, source, file);
      if (type.isEmpty()) {
        count(cid);
      } else {
        requireSame(cid, target.upload("com.atproto.repo.uploadBlob", type.get(), file));
        count(Files.size(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(file);
    }
  }

  /** The blob's type; empty when the old server does not have it. */
  private Optional<String> fetch(Cid cid, Session source, Path file) {
    try {
      return Optional.of(
          source.download(
              "com.atproto.sync.getBlob",
              Map.of("did", move.did().value(), "cid", cid.toString()),
              (contentType, content) -> {
                save(cid, content, file);
                return contentType;
              }));
    } catch (RemoteRefusal refused) {
      if (refused.isAbsence()) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  private static void save(Cid cid, InputStream content, Path file) throws IOException {
    var digest = Sha256.digest();
    try (OutputStream out = Files.newOutputStream(file)) {
      new DigestInputStream(content, digest).transferTo(out);
    }
    if (!Cid.ofDigest(cid.codec(), digest.digest()).equals(cid)) {
      throw new Refusal.UpstreamFailed("the old server gave other bytes than those of blob " + cid);
    }
  }

  private static void requireSame(Cid cid, JsonNode uploaded) {
    String here = uploaded.at("/blob/ref/$link").asText();
    if (!here.equals(cid.toString())) {
      throw new Refusal.UpstreamFailed("blob " + cid + " became " + here + " on its way");
    }
  }

  private synchronized void count(long size) {
    moved++;
    bytes += size;
    move.progress().advance(1);
  }

  private synchronized void count(Cid absent) {
    missing.add(absent.toString());
    move.progress().advance(1);
  }

  /** With what an earlier round has moved. */
  private synchronized State.Blobs result(State.@Nullable Blobs before) {
    return before == null
        ? new State.Blobs(moved, bytes, List.copyOf(missing))
        : new State.Blobs(before.moved() + moved, before.bytes() + bytes, List.copyOf(missing));
  }

  private void tell(State.Blobs blobs) {
    move.person().tell("%d blobs moved, %d bytes".formatted(blobs.moved(), blobs.bytes()));
    if (!blobs.missing().isEmpty()) {
      String list =
          "%d blobs are missing at the old server too: %s"
              .formatted(blobs.missing().size(), String.join(" ", blobs.missing()));
      if (move.wishes().strict()) {
        throw Refusal.invalid(list + "\nwithout --strict the account moves without them");
      }
      move.person().tell(list);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.progress.Progress;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Copies all blobs from one store to the other, while no server is at work. What is there already
 * is not copied again, so that a move which was cut off goes on; the old store keeps what it has.
 * Blocks.
 */
@Singleton
public class BlobMove {
  private static final int PAGE = 500;
  private static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  private final BlobStores stores;
  private final Database accounts;

  BlobMove(BlobStores stores, AccountDatabase accounts) {
    this.stores = stores;
    this.accounts = accounts.database();
  }

  /** A store to move to. */
  @RegisterForReflection
  public enum Destination {
    LOCAL,
    S3
  }

  /**
   * What was done.
   *
   * @param already blobs that were at {@code to} before
   * @param bytes of those that were copied
   */
  @RegisterForReflection
  public record Moved(
      String from,
      String to,
      long copied,
      long already,
      long bytes,
      List<BlobVerification.Fault> faults) {}

  /** A blob to be copied. */
  private record Copy(Did did, Cid cid, Place place, long size, String mimeType) {}

  /** Goes on after blobs that cannot be read, which are told as faults. */
  public Moved move(Destination to, Progress progress) {
    BlobStore source = to == Destination.S3 ? stores.onVolume() : stores.onS3();
    BlobStore target = to == Destination.S3 ? stores.onS3() : stores.onVolume();
    progress.begin("list both stores", 0, Progress.Unit.ITEMS);
    var there = StoreListing.of(source, null);
    var here = StoreListing.of(target, null);
    var copies = new ArrayList<Copy>();
    long already = plan(there, here, copies);
    long bytes = copies.stream().mapToLong(Copy::size).sum();
    var faults = Collections.synchronizedList(new ArrayList<BlobVerification.Fault>());
    var copied = new LongAdder();
    progress.begin("copy", bytes, Progress.Unit.BYTES);
    Parallel.forEach(
        copies,
        copy -> {
          String fault = copy(copy, source, target);
          if (fault == null) {
            copied.add(copy.size());
          } else {
            faults.add(new BlobVerification.Fault(copy.did(), copy.cid(), fault));
          }
          synchronized (progress) {
            progress.advance(copy.size());
          }
        });
    return new Moved(
        source.location(),
        target.location(),
        copies.size() - faults.size(),
        already,
        copied.sum(),
        List.copyOf(faults));
  }

  /** Finds what is to be copied; returns how many blobs are not. */
  private long plan(StoreListing there, StoreListing here, List<Copy> copies) {
    long already = 0;
    var all = new BlobTable.Span(Instant.EPOCH, EVER);
    List<BlobTable.Listed> page = page(all, null);
    while (!page.isEmpty()) {
      for (BlobTable.Listed blob : page) {
        for (Place place : Place.values()) {
          Long size = there.size(blob.did(), blob.cid(), place);
          if (size != null && size.equals(here.size(blob.did(), blob.cid(), place))) {
            already++;
          } else if (size != null) {
            copies.add(new Copy(blob.did(), blob.cid(), place, blob.size(), blob.mimeType()));
          }
        }
      }
      page = page(all, page.getLast());
    }
    return already;
  }

  private List<BlobTable.Listed> page(BlobTable.Span span, BlobTable.@Nullable Listed after) {
    return accounts.read(connection -> BlobTable.uploadedIn(connection, span, after, PAGE));
  }

  private static @Nullable String copy(Copy copy, BlobStore source, BlobStore target) {
    var open = source.open(copy.did(), copy.cid(), copy.place());
    if (open.isEmpty()) {
      return "went away";
    }
    try (var content = new VerifiedContent(open.get().content(), copy.cid(), copy.size());
        var upload = target.receive(content, copy.size())) {
      upload.keep(copy.did(), copy.place(), copy.mimeType());
      return null;
    } catch (IOException e) {
      return "cannot be read: " + e.getMessage();
    }
  }
}

package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;

/** An upload out of the {@link Spool}; a store says how it is kept. */
abstract class SpooledUpload implements BlobStore.Upload {
  final Spooled received;

  SpooledUpload(Spooled received) {
    this.received = received;
  }

  @Override
  public final Cid cid() {
    return received.cid();
  }

  @Override
  public final long size() {
    return received.size();
  }

  @Override
  public final void close() {
    received.close();
  }
}

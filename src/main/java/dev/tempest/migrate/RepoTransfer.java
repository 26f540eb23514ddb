package dev.tempest.migrate;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.mst.MstException;
import dev.tempest.atproto.repo.RepoVerifier;
import dev.tempest.atproto.repo.VerifyException;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.progress.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Steps 3 and 4: the repository, proven before it is imported. */
final class RepoTransfer {
  private static final String CAR = "application/vnd.ipld.car";
  private static final int PIECE_BYTES = 64 * 1024;

  private final Move move;

  RepoTransfer(Move move) {
    this.move = move;
  }

  State export(State state) {
    Path car = move.folder().car();
    move.progress().begin("repository", 0, Progress.Unit.BYTES);
    move.source(state)
        .download(
            "com.atproto.sync.getRepo",
            Map.of("did", move.did().value()),
            (_, content) -> save(content, car));
    var report = verify(car);
    move.person()
        .tell(
            "verified: %d records, revision %s, signed by the account's key"
                .formatted(report.records(), report.commit().rev()));
    return state.with(
        new State.Repository(
            report.head().toString(),
            report.commit().data().toString(),
            report.commit().rev().toString(),
            report.records(),
            size(car)));
  }

  /** Returns how much it was; on disk then. */
  private long save(InputStream content, Path file) throws IOException {
    try (var channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        var out = Channels.newOutputStream(channel)) {
      byte[] buffer = new byte[PIECE_BYTES];
      long size = 0;
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        out.write(buffer, 0, read);
        size += read;
        move.progress().advance(read);
      }
      channel.force(true);
      return size;
    }
  }

  private RepoVerifier.Report verify(Path car) {
    PublicKey key =
        move.network()
            .document(move.did())
            .flatMap(DidDocument::signingKey)
            .orElseThrow(() -> Refusal.invalid("the DID document has no signing key"));
    try (var content = new BufferedInputStream(Files.newInputStream(car))) {
      return RepoVerifier.verify(content, move.did(), key);
    } catch (VerifyException | MstException | DecodeException broken) {
      throw Refusal.invalid("the old server's export is not to be trusted: " + broken.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** May be done again: the same repository takes the place of itself. */
  State importHere(State state) {
    move.target(state).upload("com.atproto.repo.importRepo", CAR, move.folder().car());
    return state;
  }
}

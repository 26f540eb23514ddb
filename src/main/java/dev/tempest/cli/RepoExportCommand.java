package dev.tempest.cli;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.progress.ByteCount;
import dev.tempest.progress.Progress.Unit;
import dev.tempest.record.RepoExport;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempest repo export}. */
@OnVolume
@Command(name = "export", description = "Write an account's repository to a CAR file.")
final class RepoExportCommand extends OneAccountCommand {
  private final Instance<RepoExport> repos;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "A file that is not there yet; HANDLE.car unless given.")
  @Nullable String output;

  RepoExportCommand(NamedAccounts accounts, Instance<RepoExport> repos) {
    super(accounts);
    this.repos = repos;
  }

  @RegisterForReflection
  record Result(Did did, @Nullable Cid head, @Nullable Tid rev, String path, long bytes) {}

  @Override
  protected int run() {
    var found = find();
    Did did = found.did();
    var head =
        repos
            .get()
            .head(did)
            .orElseThrow(() -> CommandException.notFound(did + " has no repository"));
    Path file = path(output == null ? found.handle() + ".car" : output);
    long bytes = write(did, file);
    show(
        new Result(did, head.commit(), head.rev(), file.toString(), bytes),
        () -> out().printf("%s: %s in %s%n", did, ByteCount.shown(bytes), file));
    return ExitCode.DONE;
  }

  /** The file is there when it is whole. */
  private long write(Did did, Path file) {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      progress().begin("exporting", 0, Unit.BYTES);
      try (var out = new Counted(new BufferedOutputStream(Files.newOutputStream(part)))) {
        repos.get().write(did, null, out);
      }
      Files.move(part, file);
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    } finally {
      discard(part);
    }
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells how far it is. */
  private final class Counted extends FilterOutputStream {
    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      progress().advance(length);
    }
  }
}

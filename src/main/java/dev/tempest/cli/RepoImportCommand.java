package dev.tempest.cli;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.audit.Audit;
import dev.tempest.progress.Progress.Unit;
import dev.tempest.record.RepoImport;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tempest repo import}. */
@OnVolume
@Command(
    name = "import",
    description = {
      "Make a CAR file an account's repository, in the place of what it has.",
      "The file must be signed by the account's key here, or by that of its DID document."
    })
final class RepoImportCommand extends OneAccountCommand {
  private final Instance<RepoImport> imports;
  private final Instance<Audit> audit;

  @Parameters(paramLabel = "FILE", description = "The CAR file.")
  String input;

  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  RepoImportCommand(NamedAccounts accounts, Instance<RepoImport> imports, Instance<Audit> audit) {
    super(accounts);
    this.imports = imports;
    this.audit = audit;
  }

  @RegisterForReflection
  record Result(Did did, Cid head, Tid rev, long records) {}

  @Override
  protected void ask(Questions questions) {
    if (!yes) {
      questions.confirm("This replaces all records of %s.".formatted(account));
    }
  }

  @Override
  protected int run() {
    var found = find();
    Path file = path(input);
    progress().begin("importing", 0, Unit.BYTES);
    var imported =
        audit
            .get()
            .around(
                entry("repo import", found).with("file", file.getFileName().toString()),
                () -> read(found.did(), file));
    show(
        new Result(found.did(), imported.cid(), imported.rev(), imported.recordCount()),
        () ->
            out()
                .printf(
                    "%s has %d records now: commit %s, rev %s%n",
                    found.handle(), imported.recordCount(), imported.cid(), imported.rev()));
    return ExitCode.DONE;
  }

  private RepoImport.Imported read(Did did, Path file) {
    try (var body = Files.newInputStream(file)) {
      return imports.get().run(did, body);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}

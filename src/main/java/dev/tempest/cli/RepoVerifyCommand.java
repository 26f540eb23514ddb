package dev.tempest.cli;

import dev.tempest.account.AccountInfos;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.VerifyException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.SigningKeys;
import dev.tempest.progress.Progress.Unit;
import dev.tempest.record.RepoInspection;
import dev.tempest.sqlite.StorageException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tempest repo verify}. */
@OnVolume
@Command(
    name = "verify",
    description = {
      "Prove repositories: the signature, every tree node, every record.",
      "All accounts' unless some are named."
    })
final class RepoVerifyCommand extends OperatorCommand {
  private final NamedAccounts named;
  private final Instance<AccountInfos> accounts;
  private final Instance<SigningKeys> keys;
  private final Instance<RepoInspection> inspection;

  @Parameters(arity = "0..*", paramLabel = "DID|HANDLE", description = "Whose repositories.")
  List<String> names = List.of();

  RepoVerifyCommand(
      NamedAccounts named,
      Instance<AccountInfos> accounts,
      Instance<SigningKeys> keys,
      Instance<RepoInspection> inspection) {
    this.named = named;
    this.accounts = accounts;
    this.keys = keys;
    this.inspection = inspection;
  }

  /** {@code problem} is null for a repository that is whole; then the rest is there. */
  @RegisterForReflection
  record Repo(
      Did did,
      @Nullable String problem,
      @Nullable Cid head,
      @Nullable Tid rev,
      @Nullable Long records,
      @Nullable Long nodes) {}

  @RegisterForReflection
  record Result(boolean ok, List<Repo> repos) {}

  @Override
  protected int run() {
    var dids =
        names.isEmpty()
            ? accounts.get().all()
            : names.stream().map(name -> named.find(name).did()).toList();
    var repos = new ArrayList<Repo>();
    progress().begin("verifying repositories", dids.size(), Unit.ITEMS);
    for (Did did : dids) {
      repos.add(verify(did));
      progress().advance(1);
    }
    boolean ok = repos.stream().allMatch(repo -> repo.problem() == null);
    show(new Result(ok, repos), () -> repos.forEach(this::print));
    return ok ? ExitCode.DONE : ExitCode.NOT_VERIFIED;
  }

  private Repo verify(Did did) {
    try {
      var report = inspection.get().verify(did, keys.get().of(did).publicKey());
      return new Repo(did, null, report.head(), report.rev(), report.records(), report.nodes());
    } catch (VerifyException | StorageException e) {
      return new Repo(did, e.getMessage(), null, null, null, null);
    }
  }

  private void print(Repo repo) {
    if (repo.problem() == null) {
      out()
          .printf(
              "%s ok: commit %s, rev %s, %d records, %d tree nodes%n",
              repo.did(), repo.head(), repo.rev(), repo.records(), repo.nodes());
    } else {
      out().printf("%s FAILED: %s%n", repo.did(), repo.problem());
    }
  }
}

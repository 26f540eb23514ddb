package dev.tempest.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.audit.Audit;
import dev.tempest.auth.HostedAccount;
import dev.tempest.config.ServerConfig;
import dev.tempest.departure.DepartureExport;
import dev.tempest.departure.Departures;
import dev.tempest.departure.Readiness;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempest migrate out}. */
@OnVolume
@Command(
    name = "out",
    description = {
      "Ready an account to leave for another server: prove what is here, and say what to do there.",
      "Changes nothing, but with --finish."
    })
final class MigrateOutCommand extends OneAccountCommand {
  private final Instance<Departures> departures;
  private final Instance<DepartureExport> exports;
  private final Instance<Audit> audit;
  private final ServerConfig server;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Write the repository and the blobs there.")
  @Nullable String output;

  @Option(
      names = "--code",
      description = {
        "Send the owner the code that changing the identity takes, good for 15 minutes;",
        "without e-mail, print it."
      })
  boolean code;

  @Option(
      names = "--finish",
      description = "The account has moved: deactivate it here, if its DID document says so.")
  boolean finish;

  MigrateOutCommand(
      NamedAccounts accounts,
      Instance<Departures> departures,
      Instance<DepartureExport> exports,
      Instance<Audit> audit,
      ServerConfig server) {
    super(accounts);
    this.audit = audit;
    this.departures = departures;
    this.exports = exports;
    this.server = server;
  }

  /** What {@code --json} prints. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Prepared(
      Readiness readiness,
      @Nullable String output,
      @Nullable String codeSentBy,
      @Nullable String code,
      List<String> commands) {
    @Override
    public String toString() {
      return "Prepared[" + readiness + "]";
    }
  }

  /** What {@code --finish --json} prints. */
  @RegisterForReflection
  record Finished(String did, String movedTo) {}

  @Override
  protected int run() {
    var found = find();
    return finish ? finish(found) : prepare(found);
  }

  private int finish(HostedAccount found) {
    var elsewhere =
        audit
            .get()
            .around(
                entry("migrate out --finish", found), () -> departures.get().finish(found.did()));
    show(
        new Finished(found.did().value(), elsewhere.toString()),
        () -> out().printf("%s lives at %s, and rests here%n", found.did(), elsewhere));
    return ExitCode.DONE;
  }

  private int prepare(HostedAccount found) {
    var readiness = departures.get().examine(found);
    String folder = null;
    if (output != null) {
      exports.get().write(found.did(), path(output), progress());
      folder = path(output).toString();
    }
    String sentBy = null;
    String shownCode = null;
    if (code) {
      shownCode = departures.get().requestCode(found.did()).orElse(null);
      sentBy = shownCode == null ? "e-mail" : "operator";
    }
    var prepared = new Prepared(readiness, folder, sentBy, shownCode, commands(readiness));
    show(prepared, () -> print(prepared));
    return readiness.isReady() ? ExitCode.DONE : ExitCode.NOT_VERIFIED;
  }

  private List<String> commands(Readiness readiness) {
    String who = readiness.handle().value();
    String here = server.publicUrl();
    return List.of(
        "tempest migrate in %s --from %s".formatted(who, here),
        "goat account login --pds-host %s -u %s -p OLD_PASSWORD".formatted(here, who),
        "goat account plc request-token",
        "goat account migrate --pds-host https://NEW.SERVER --new-handle NEW_HANDLE"
            + " --new-password NEW_PASSWORD --new-email EMAIL --plc-token CODE");
  }

  private void print(Prepared prepared) {
    var ready = prepared.readiness();
    out()
        .printf(
            "%s %s, %s: %d records verified, commit %s, rev %s%n",
            ready.did(),
            ready.handle(),
            ready.status(),
            ready.records(),
            ready.head(),
            ready.rev());
    out().printf("%d blobs, %d missing%n", ready.blobs(), ready.missingBlobs().size());
    ready.missingBlobs().forEach(blob -> out().println("missing: " + blob));
    out().println("identity: " + ready.identity());
    ready.personalKeys().forEach(key -> out().println("other rotation key: " + key));
    if (prepared.output() != null) {
      out().println("repository and blobs are in " + prepared.output());
    }
    if (prepared.code() != null) {
      out().println("code for the account's owner, and nobody else: " + prepared.code());
    } else if (prepared.codeSentBy() != null) {
      out().println("the code is on its way to the account's e-mail address");
    }
    var commands = prepared.commands();
    out().println("On a Tempest that takes the account:");
    out().println("  " + commands.getFirst());
    out().println("For any other server, the account's owner:");
    commands.subList(1, commands.size()).forEach(command -> out().println("  " + command));
    out().println("Afterwards here: tempest migrate out " + ready.did() + " --finish");
  }
}

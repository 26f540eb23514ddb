package dev.tempest.cli;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.cli.Questions.Secret;
import dev.tempest.config.ServerConfig;
import dev.tempest.migrate.MigrationReport;
import dev.tempest.migrate.Migrations;
import dev.tempest.migrate.Outcome;
import dev.tempest.migrate.Person.Question;
import dev.tempest.migrate.Wishes;
import jakarta.enterprise.inject.Instance;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tempest migrate in}: a client of both servers, which touches no database. */
@Command(
    name = "in",
    description = {
      "Move an account from another server to this one, which has to run.",
      "It stops before what cannot be undone, and whatever ends it, the same command goes on.",
      "Passwords come from a file, a variable or the terminal, and are not kept."
    })
final class MigrateInCommand extends OperatorCommand {
  @Parameters(
      paramLabel = "DID|HANDLE",
      description = "Whose account; the handle at the old server.")
  String account;

  @Option(
      names = "--from",
      paramLabel = "URL",
      description = "The old server, if not the DID document's.")
  @Nullable URI from;

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = "This server, if not at http://127.0.0.1:PORT.")
  @Nullable URI to;

  @Option(
      names = "--handle",
      description = "The handle here, if not the old one or its first label.")
  @Nullable String handle;

  @Option(names = "--email", description = "The e-mail address here, if not the old one.")
  @Nullable String email;

  @Option(names = "--invite-code", description = "Where this server asks for one.")
  @Nullable String inviteCode;

  @Option(
      names = "--recovery-key",
      paramLabel = "DID:KEY",
      description = "A key of the person's own that outranks all others.")
  @Nullable String recoveryKey;

  @Option(
      names = "--old-password-file",
      paramLabel = "FILE",
      description = "The password at the old server; or OLD_PASSWORD.")
  @Nullable String oldPasswordFile;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The new password, for here; or TEMPEST_PASSWORD.")
  @Nullable String passwordFile;

  @Option(
      names = "--auth-factor-token",
      paramLabel = "CODE",
      description = "The old server's sign-in code, if it asks for one.")
  @Nullable String authFactorToken;

  @Option(
      names = "--plc-code",
      paramLabel = "CODE",
      description = "The code that the old server has sent for changing the identity.")
  @Nullable String plcCode;

  @Option(names = "--strict", description = "Stop when blobs are missing at the old server.")
  boolean strict;

  @Option(
      names = "--wait",
      paramLabel = "MINUTES",
      defaultValue = "30",
      description = "For a did:web document to be changed (${DEFAULT-VALUE}).")
  int wait;

  @Option(names = "--yes", description = "Agree to what cannot be undone.")
  boolean yes;

  private final Instance<Migrations> migrations;
  private final ServerConfig server;
  private final int port;
  private @Nullable Questions questions;

  MigrateInCommand(
      Instance<Migrations> migrations,
      ServerConfig server,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.migrations = migrations;
    this.server = server;
    this.port = port;
  }

  /** Later, when it turns out what is needed: the code comes by e-mail in the middle. */
  @Override
  protected void ask(Questions questions) {
    this.questions = questions;
  }

  @Override
  protected int run() {
    var outcome = migrations.get().run(wishes(), person(), progress());
    show(outcome, () -> print(outcome));
    return outcome.isDone() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private Wishes wishes() {
    URI here = to == null ? URI.create("http://127.0.0.1:" + port) : origin(to);
    boolean publicOrigin = "https".equals(here.getScheme());
    return new Wishes(
        AtIdentifier.of(account),
        Optional.ofNullable(from).map(MigrateInCommand::origin),
        here,
        publicOrigin ? here : URI.create(server.publicUrl()),
        Optional.ofNullable(handle).map(Handle::new),
        Optional.ofNullable(email),
        Optional.ofNullable(inviteCode),
        Optional.ofNullable(recoveryKey).map(MigrateInCommand::key),
        strict,
        Duration.ofMinutes(wait));
  }

  private static URI origin(URI url) {
    if (url.getScheme() == null || url.getHost() == null) {
      throw CommandException.usage("not an http or https URL: " + url);
    }
    return URI.create(url.getScheme() + "://" + url.getAuthority());
  }

  private static PublicKey key(String text) {
    try {
      return PublicKey.parseDidKey(text);
    } catch (DecodeException malformed) {
      throw CommandException.usage("--recovery-key is no did:key: " + malformed.getMessage());
    }
  }

  private MovingPerson person() {
    if (questions == null) {
      throw new IllegalStateException("not asked");
    }
    var options = new EnumMap<Question, String>(Question.class);
    if (plcCode != null) {
      options.put(Question.PLC_CODE, plcCode);
    }
    if (authFactorToken != null) {
      options.put(Question.AUTH_FACTOR_TOKEN, authFactorToken);
    }
    var secrets =
        Map.of(
            Question.SOURCE_PASSWORD,
                secret(Question.SOURCE_PASSWORD, "OLD_PASSWORD", oldPasswordFile),
            Question.TARGET_PASSWORD,
                secret(Question.TARGET_PASSWORD, "TEMPEST_PASSWORD", passwordFile),
            Question.AUTH_FACTOR_TOKEN,
                secret(Question.AUTH_FACTOR_TOKEN, "OLD_AUTH_FACTOR_TOKEN", null),
            Question.PLC_CODE, secret(Question.PLC_CODE, "PLC_CODE", null));
    return new MovingPerson(questions, secrets, options, yes, this::tell);
  }

  private static Secret secret(Question question, String variable, @Nullable String file) {
    return new Secret(question.text(), variable, file);
  }

  private void tell(String line) {
    if (!json) {
      out().println(line);
    }
  }

  private void print(Outcome outcome) {
    MigrationReport report = outcome.report();
    if (report == null) {
      out().println("stopped, and nothing is lost: " + outcome.needed());
      out().println("Run the same command again.");
      return;
    }
    out()
        .printf(
            "%s moved from %s to %s: %d records, %d blobs%n",
            report.did(), report.from(), report.to(), report.records(), report.blobs());
    report.missingBlobs().forEach(cid -> out().println("missing at the old server: " + cid));
    report.next().forEach(line -> out().println("- " + line));
  }
}

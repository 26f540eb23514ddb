package dev.tempest.cli;

import dev.tempest.archive.ArchiveException;
import dev.tempest.atproto.repo.VerifyException;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.backup.BackupException;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jboss.logging.Logger;

/** What the operator is told of a failure, and which exit code it means. */
final class Failures {
  private static final Logger LOG = Logger.getLogger(Failures.class);

  private Failures() {}

  /** {@code error} is a name for machines. */
  record Told(int exitCode, String error, String message) {}

  static Told of(RuntimeException failure) {
    String message = Objects.requireNonNullElse(failure.getMessage(), "");
    return switch (failure) {
      case CommandException told -> new Told(told.exitCode(), name(told.exitCode()), message);
      case SyntaxException _ -> new Told(ExitCode.USAGE, "InvalidRequest", message);
      case VerifyException _ -> new Told(ExitCode.NOT_VERIFIED, name(4), message);
      case Refusal refusal -> new Told(exitCode(refusal), refusal.error(), message);
      case UncheckedIOException e -> new Told(ExitCode.FAILED, name(1), describe(e));
      case BackupException _, ArchiveException _ -> new Told(ExitCode.FAILED, name(1), message);
      case StorageException _, IllegalStateException _, IllegalArgumentException _ ->
          new Told(ExitCode.FAILED, name(1), message);
      default -> unexpected(failure);
    };
  }

  private static int exitCode(Refusal refusal) {
    return refusal.error().endsWith("NotFound") ? ExitCode.NOT_FOUND : ExitCode.FAILED;
  }

  private static String name(int exitCode) {
    return switch (exitCode) {
      case ExitCode.USAGE -> "InvalidRequest";
      case ExitCode.NOT_FOUND -> "NotFound";
      case ExitCode.NOT_VERIFIED -> "NotVerified";
      default -> "Failed";
    };
  }

  /** The messages of these exceptions are bare paths. */
  private static String describe(UncheckedIOException failure) {
    IOException cause = Objects.requireNonNull(failure.getCause());
    String reason =
        switch (cause) {
          case NoSuchFileException e -> "no such file or folder: " + e.getFile();
          case FileAlreadyExistsException e -> "exists already: " + e.getFile();
          case AccessDeniedException e -> "permission denied: " + e.getFile();
          default -> String.valueOf(cause.getMessage());
        };
    String message = Objects.requireNonNullElse(failure.getMessage(), "");
    return message.isEmpty() || message.equals(cause.toString()) ? reason : message + ": " + reason;
  }

  private static Told unexpected(RuntimeException failure) {
    LOG.error("event=command_failed: this is a fault of Tempest", failure);
    return new Told(ExitCode.FAILED, name(1), "a fault of Tempest: " + failure);
  }
}

package dev.tempest.cli;

import dev.tempest.progress.Progress.Unit;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Commands for tests of what runs commands. */
@Command(
    name = "test",
    subcommands = {
      TestCommands.Greet.class,
      TestCommands.Alone.class,
      TestCommands.Free.class,
      TestCommands.Slow.class,
      TestCommands.Broken.class
    })
public final class TestCommands {
  private TestCommands() {}

  public static OperatorCommandLine line() {
    return new OperatorCommandLine(TestCommands.class, CommandLine.defaultFactory());
  }

  /** Greets somebody, knowing a secret. */
  @OnVolume
  @Command(name = "greet")
  public static final class Greet extends OperatorCommand {
    @Parameters(defaultValue = "world")
    String name;

    private String secret;

    @Override
    protected void ask(Questions questions) {
      secret = questions.secret(new Questions.Secret("secret", "TEST_SECRET", null));
    }

    @Override
    protected int run() {
      progress().begin("thinking", 0, Unit.ITEMS);
      if (name.equals("nobody")) {
        throw CommandException.notFound("nobody is here");
      }
      show(
          Map.of("hello", name),
          () -> out().printf("hello %s of %s in %s%n", name, secret, path("file")));
      return ExitCode.DONE;
    }
  }

  /** Runs beside no server. */
  @OnVolume(besideServer = false)
  @Command(name = "alone")
  public static final class Alone extends OperatorCommand {
    @Override
    protected int run() {
      out().println("alone");
      return ExitCode.DONE;
    }
  }

  /** Needs no volume. */
  @Command(name = "free")
  public static final class Free extends OperatorCommand {
    @Override
    protected int run() {
      out().println("free");
      return ExitCode.DONE;
    }
  }

  /** Ends as no command should. */
  @OnVolume
  @Command(name = "broken")
  public static final class Broken extends OperatorCommand {
    @Override
    protected int run() {
      throw new StackOverflowError();
    }
  }

  /** Goes on until nobody waits for it. */
  @OnVolume
  @Command(name = "slow")
  public static final class Slow extends OperatorCommand {
    public static volatile CountDownLatch begun = new CountDownLatch(1);
    public static volatile CountDownLatch ended = new CountDownLatch(1);

    public static void prepare() {
      begun = new CountDownLatch(1);
      ended = new CountDownLatch(1);
    }

    @Override
    protected int run() {
      progress().begin("waiting", 0, Unit.ITEMS);
      begun.countDown();
      var never = new CountDownLatch(1);
      try {
        while (!never.await(1, TimeUnit.MILLISECONDS)) {
          progress().advance(1);
        }
        return ExitCode.DONE;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        ended.countDown();
      }
    }
  }
}

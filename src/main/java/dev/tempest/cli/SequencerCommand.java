package dev.tempest.cli;

import dev.tempest.sequencer.Sequencer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code tempest sequencer}. */
@Command(
    name = "sequencer",
    description = "Look after the log of events.",
    subcommands = SequencerCommand.Status.class)
final class SequencerCommand {
  private SequencerCommand() {}

  /** {@code tempest sequencer status}. */
  @OnVolume
  @Command(name = "status", description = "Show where the log of events begins and ends.")
  static final class Status extends OperatorCommand {
    private final Instance<Sequencer> sequencer;

    Status(Instance<Sequencer> sequencer) {
      this.sequencer = sequencer;
    }

    /**
     * Where the log stands.
     *
     * @param oldestSeq the oldest event that subscribers may have; null when there is none
     * @param pending events that are in an outbox and not in the log yet
     */
    @RegisterForReflection
    record Result(long lastSeq, @Nullable Long oldestSeq, int pending) {}

    @Override
    protected int run() {
      var log = sequencer.get();
      var result = new Result(log.lastSeq(), log.oldestSeq().orElse(null), log.pending());
      show(
          result,
          () ->
              out()
                  .printf(
                      "last seq %d, oldest kept %s, %d pending%n",
                      result.lastSeq(),
                      result.oldestSeq() == null ? "none" : result.oldestSeq(),
                      result.pending()));
      return ExitCode.DONE;
    }
  }
}

package dev.tempest.migrate;

import dev.tempest.progress.Progress;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Takes the steps that are left, writing down each. */
final class MigrationRun {
  private final Move move;
  private final InstantSource clock;
  private final Check check;
  private State state;

  MigrationRun(Move move, State state, InstantSource clock) {
    this.move = move;
    this.state = state;
    this.clock = clock;
    this.check = new Check(move);
  }

  Outcome run() {
    try {
      for (Step step : Step.ORDER) {
        if (!isDone(step)) {
          take(step);
        }
      }
      return finish();
    } catch (Pause pause) {
      return Outcome.paused(
          move.folder().state().orElse(state), String.valueOf(pause.getMessage()));
    }
  }

  /** The plan may change as long as nothing was done by it. */
  private boolean isDone(Step step) {
    return state.has(step) && !(step == Step.PREFLIGHT && !state.has(Step.ACCOUNT));
  }

  private void take(Step step) {
    if ((step == Step.CHECK || step == Step.IDENTITY) && check.isStale(state)) {
      move.person().tell("the old server has a newer revision by now: the data is moved once more");
      state = state.reached(Step.ACCOUNT);
      for (Step again = Step.EXPORT; again != step; again = again.next()) {
        take(again);
      }
    }
    move.progress()
        .begin(
            "[%d/%d] %s".formatted(step.number(), Step.ORDER.size(), step.title()),
            0,
            Progress.Unit.ITEMS);
    state = work(step).reached(step);
    move.journal().write(state);
  }

  private State work(Step step) {
    return switch (step) {
      case PREFLIGHT -> new Preflight(move).run(state);
      case ACCOUNT -> new Arrival(move).run(state);
      case EXPORT -> new RepoTransfer(move).export(state);
      case IMPORT -> new RepoTransfer(move).importHere(state);
      case BLOBS -> new BlobTransfer(move).run(state);
      case PREFERENCES -> new PreferenceTransfer(move).run(state);
      case CHECK -> check.run(state);
      case IDENTITY ->
          move.did().method().equals("plc")
              ? new PlcChange(move).run(state)
              : new WebChange(move).run(state);
      case ACTIVATION -> new Handover(move).activate(state);
      case DEACTIVATION -> new Handover(move).deactivate(state);
    };
  }

  private Outcome finish() {
    var report =
        MigrationReport.of(state, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    move.source(state);
    move.target(state);
    move.logins().end();
    move.folder().finish(report);
    return Outcome.done(report);
  }
}

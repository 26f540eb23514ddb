package dev.tempest.identity;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A did:plc directory inside the process, for development and tests: it accepts what the public one
 * would accept, and nobody else knows it. Thread-safe.
 */
public final class EmbeddedPlcDirectory implements PlcDirectory, AutoCloseable {
  /** The log of one DID: every entry that was ever accepted, and the valid ones among them. */
  private static final class History {
    final List<PlcLog.Entry> accepted = new ArrayList<>();
    List<PlcLog.Entry> valid = List.of();
  }

  private final PlcLog log;
  private final InstantSource clock;
  private final Map<Did, History> histories = new HashMap<>();

  private EmbeddedPlcDirectory(PlcLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Continues with what {@code file} holds; a file that breaks the rules is refused. */
  public static EmbeddedPlcDirectory open(Path file, InstantSource clock) {
    var log = PlcLog.open(file);
    var directory = new EmbeddedPlcDirectory(log, clock);
    log.found().forEach(directory::accept);
    return directory;
  }

  @Override
  public synchronized void submit(Did did, PlcOperation operation) {
    // instants of the log have milliseconds, as the public directory's
    var now = Instant.ofEpochMilli(clock.millis());
    var entry = new PlcLog.Entry(did, operation, now);
    valid(entry);
    log.append(entry);
    accept(entry);
  }

  private void accept(PlcLog.Entry entry) {
    var valid = valid(entry);
    var history = histories.computeIfAbsent(entry.did(), _ -> new History());
    history.accepted.add(entry);
    history.valid = valid;
  }

  /** The valid entries of the DID with {@code entry}; refuses an entry against the rules. */
  private List<PlcLog.Entry> valid(PlcLog.Entry entry) {
    var history = histories.get(entry.did());
    if (history == null) {
      PlcRules.checkGenesis(entry.did(), entry.operation());
      return List.of(entry);
    }
    int kept = PlcRules.checkNext(history.valid, entry.operation(), entry.createdAt());
    var valid = new ArrayList<>(history.valid.subList(0, kept));
    valid.add(entry);
    return List.copyOf(valid);
  }

  @Override
  public Optional<DidDocument> document(Did did) {
    return lastOperation(did)
        .flatMap(PlcOperation::data)
        .map(data -> DidDocuments.ofPlc(did, data));
  }

  @Override
  public Optional<PlcOperation> lastOperation(Did did) {
    var operations = operations(did);
    return operations.isEmpty() ? Optional.empty() : Optional.of(operations.getLast());
  }

  /** The valid operations, oldest first; none for an unknown DID. */
  synchronized List<PlcOperation> operations(Did did) {
    var history = histories.get(did);
    return history == null
        ? List.of()
        : history.valid.stream().map(PlcLog.Entry::operation).toList();
  }

  /** Every accepted operation as {@code /log/audit} shows it, oldest first. */
  synchronized List<Node> audit(Did did) {
    var history = histories.get(did);
    if (history == null) {
      return List.of();
    }
    Set<PlcLog.Entry> valid = new HashSet<>(history.valid);
    return history.accepted.stream()
        .<Node>map(entry -> entry.json(!valid.contains(entry)))
        .toList();
  }

  /** {@link Refusal} for JSON that is no operation. */
  void submit(Did did, Node operation) {
    submit(did, PlcRules.read(operation));
  }

  @Override
  public synchronized void close() {
    log.close();
  }
}

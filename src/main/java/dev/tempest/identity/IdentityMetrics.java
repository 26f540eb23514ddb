package dev.tempest.identity;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.metrics.Family;
import dev.tempest.metrics.Latency;
import dev.tempest.metrics.Took;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/** Look-ups of handles and DIDs, and requests to the did:plc directory. */
@Startup
@Singleton
final class IdentityMetrics {
  private static final String OK = "ok";
  private static final String FOUND = "found";

  private record Call(String operation, String outcome) {}

  private final Lookups handles;
  private final Lookups documents;
  private final Family<Call, Took> plc;

  IdentityMetrics(MeterRegistry registry) {
    handles = new Lookups(registry, "handle");
    documents = new Lookups(registry, "did");
    plc =
        new Family<>(
            call ->
                new Took(
                    registry,
                    "tempest.plc",
                    "Requests to the did:plc directory",
                    "operation",
                    call.operation(),
                    "outcome",
                    call.outcome()));
    plc.of(new Call("document", OK)); // so that there is a zero to count from
  }

  Lookups handles() {
    return handles;
  }

  Lookups documents() {
    return documents;
  }

  /** One kind of look-up. */
  static final class Lookups {
    private final Counter hits;
    private final Family<String, Latency> loads;

    private Lookups(MeterRegistry registry, String kind) {
      hits =
          Counter.builder("tempest.identity.cache.hits")
              .description("Identities that were remembered")
              .tag("kind", kind)
              .register(registry);
      loads =
          new Family<>(
              outcome ->
                  new Latency(
                      registry,
                      "tempest.identity.resolution",
                      "Identities asked for on the network",
                      "kind",
                      kind,
                      "outcome",
                      outcome));
      loads.of(FOUND);
    }

    void hit() {
      hits.increment();
    }

    <T> Optional<T> load(Supplier<Optional<T>> loader) {
      long began = System.nanoTime();
      String outcome = "failed";
      try {
        var found = loader.get();
        outcome = found.isPresent() ? FOUND : "missing";
        return found;
      } finally {
        loads.of(outcome).add(System.nanoTime() - began);
      }
    }
  }

  /** {@code directory}, measured. */
  PlcDirectory measured(PlcDirectory directory) {
    return new PlcDirectory() {
      @Override
      public void submit(Did did, PlcOperation operation) {
        ask(
            "submit",
            () -> {
              directory.submit(did, operation);
              return true;
            });
      }

      @Override
      public Optional<DidDocument> document(Did did) {
        return ask("document", () -> directory.document(did));
      }

      @Override
      public Optional<PlcOperation> lastOperation(Did did) {
        return ask("last_operation", () -> directory.lastOperation(did));
      }
    };
  }

  private <T> T ask(String operation, Supplier<T> request) {
    long began = System.nanoTime();
    String outcome = "failed";
    try {
      T answer = request.get();
      outcome = OK;
      return answer;
    } finally {
      plc.of(new Call(operation, outcome)).add(System.nanoTime() - began);
    }
  }
}

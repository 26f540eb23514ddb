package dev.tempest.identity;

import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The DNS of the running server: it knows the TXT records that a test sets, and no others. */
@Mock
@Singleton
public final class TestZone implements TxtLookup {
  private final Map<String, List<String>> records = new ConcurrentHashMap<>();

  /** The records of a name, in place of those it had. */
  public void set(String name, String... texts) {
    records.put(name, List.of(texts));
  }

  /** Makes {@code handle} lead to {@code did}. */
  public void setHandle(String handle, String did) {
    set("_atproto." + handle, "did=" + did);
  }

  @Override
  public List<String> lookup(String name, Duration time) {
    return records.getOrDefault(name, List.of());
  }
}

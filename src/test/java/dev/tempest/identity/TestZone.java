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
  private final Map<String, Runnable> meanwhile = new ConcurrentHashMap<>();

  /** The records of a name, in place of those it had. */
  public void set(String name, String... texts) {
    records.put(name, List.of(texts));
  }

  /** Makes {@code handle} lead to {@code did}. */
  public void setHandle(String handle, String did) {
    set("_atproto." + handle, "did=" + did);
  }

  /** What happens while {@code handle} is looked up the next time. */
  public void meanwhile(String handle, Runnable event) {
    meanwhile.put("_atproto." + handle, event);
  }

  @Override
  public List<String> lookup(String name, Duration time) {
    var event = meanwhile.remove(name);
    if (event != null) {
      event.run();
    }
    return records.getOrDefault(name, List.of());
  }
}

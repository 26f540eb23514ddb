package dev.tempest.migrate;

import dev.tempest.identity.PlcData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one PLC operation changes against the one before, for people. */
final class PlcDiff {
  private PlcDiff() {}

  static List<String> lines(PlcData before, PlcData after) {
    var lines = new ArrayList<String>();
    lists("alsoKnownAs", before.alsoKnownAs(), after.alsoKnownAs(), lines);
    maps(
        "services",
        before.services(),
        after.services(),
        service -> service.type() + " " + service.endpoint(),
        lines);
    maps(
        "verificationMethods",
        before.verificationMethods(),
        after.verificationMethods(),
        key -> key,
        lines);
    lists("rotationKeys", before.rotationKeys(), after.rotationKeys(), lines);
    return lines;
  }

  private static void lists(String name, List<String> before, List<String> after, List<String> to) {
    if (before.equals(after)) {
      return;
    }
    to.add("  " + name);
    before.stream().filter(item -> !after.contains(item)).forEach(item -> to.add("  - " + item));
    after.forEach(item -> to.add((before.contains(item) ? "    " : "  + ") + item));
  }

  private static <T> void maps(
      String name,
      Map<String, T> before,
      Map<String, T> after,
      Function<T, String> text,
      List<String> to) {
    var keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      @Nullable T old = before.get(key);
      @Nullable T fresh = after.get(key);
      if (old == null ? fresh != null : !old.equals(fresh)) {
        to.add("  " + name + "." + key);
        if (old != null) {
          to.add("  - " + text.apply(old));
        }
        if (fresh != null) {
          to.add("  + " + text.apply(fresh));
        }
      }
    }
  }
}

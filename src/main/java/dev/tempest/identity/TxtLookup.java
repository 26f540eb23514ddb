package dev.tempest.identity;

import java.time.Duration;
import java.util.List;

/** The TXT records of a DNS name. */
@FunctionalInterface
public interface TxtLookup {
  /** What the records of {@code name} claim to be its DID, each once. */
  default List<String> dids(String name, Duration time) {
    String claim = "did=";
    return lookup(name, time).stream()
        .map(text -> text.replaceFirst("^\"(.*)\"$", "$1")) // some servers hand out the quotes
        .filter(text -> text.startsWith(claim))
        .map(text -> text.substring(claim.length()))
        .distinct()
        .toList();
  }

  /** None when there are none, DNS fails, or the time is over. */
  List<String> lookup(String name, Duration time);

  /** As other name servers have them: for a name that nothing else knows. */
  default List<String> lookupElsewhere(String name, Duration time) {
    return List.of();
  }
}

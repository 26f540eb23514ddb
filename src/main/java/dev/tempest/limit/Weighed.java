package dev.tempest.limit;

/** An input that takes as many points as it asks for work. */
public interface Weighed {
  int points();
}

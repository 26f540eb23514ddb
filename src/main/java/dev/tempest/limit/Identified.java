package dev.tempest.limit;

/** An input that names whom it is about, whose points it takes. */
public interface Identified {
  String identifier();
}

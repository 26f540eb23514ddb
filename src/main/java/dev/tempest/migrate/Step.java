package dev.tempest.migrate;

import java.util.List;

/** The steps of a migration, in their order. */
public enum Step {
  PREFLIGHT("look whether it can be done"),
  ACCOUNT("make the account here, inactive"),
  EXPORT("fetch and verify the repository"),
  IMPORT("import the repository"),
  BLOBS("move the blobs"),
  PREFERENCES("move the preferences"),
  CHECK("check that everything is here"),
  IDENTITY("point the identity here"),
  ACTIVATION("activate the account here"),
  DEACTIVATION("deactivate the account there");

  static final List<Step> ORDER = List.of(values());

  private final String title;

  Step(String title) {
    this.title = title;
  }

  /** What it does, for people. */
  public String title() {
    return title;
  }

  /** From 1. */
  public int number() {
    return ORDER.indexOf(this) + 1;
  }

  /** To be called on all but the last. */
  Step next() {
    return ORDER.get(number());
  }

  boolean isAfter(Step other) {
    return compareTo(other) > 0;
  }
}

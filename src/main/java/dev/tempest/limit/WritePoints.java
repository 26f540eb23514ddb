package dev.tempest.limit;

/** What a write to a repository takes of its account's points. */
public final class WritePoints {
  public static final int CREATE = 3;
  public static final int UPDATE = 2;
  public static final int DELETE = 1;

  private WritePoints() {}
}

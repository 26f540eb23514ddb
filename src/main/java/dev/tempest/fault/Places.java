package dev.tempest.fault;

import java.util.HashMap;
import java.util.Map;

/** Room for some at once, of which nobody has more than a share. Nobody waits for it. */
public final class Places {
  private final int most;
  private final int mostEach;
  private final Map<Object, Integer> taken = new HashMap<>(); // guarded by this
  private int allTaken; // guarded by this

  public Places(int most, int mostEach) {
    this.most = most;
    this.mostEach = mostEach;
  }

  /** False when there is no room; else {@link #giveBack} is to be called once. */
  public synchronized boolean tryTake(Object holder) {
    int before = taken.getOrDefault(holder, 0);
    if (allTaken == most || before == mostEach) {
      return false;
    }
    allTaken++;
    taken.put(holder, before + 1);
    return true;
  }

  public synchronized void giveBack(Object holder) {
    allTaken--;
    int left = taken.getOrDefault(holder, 0) - 1;
    if (left > 0) {
      taken.put(holder, left);
    } else {
      taken.remove(holder);
    }
  }
}

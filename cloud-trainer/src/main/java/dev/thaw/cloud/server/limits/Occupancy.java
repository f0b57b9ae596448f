package dev.thaw.cloud.server.limits;

import java.util.HashMap;
import java.util.Map;

/** How many places each caller, and all together, have taken of those there are. Thread-safe. */
final class Occupancy {
  private final int ofEach;
  private final int ofAll;
  private final Map<String, Integer> taken = new HashMap<>();
  private int all;

  Occupancy(int ofEach, int ofAll) {
    this.ofEach = ofEach;
    this.ofAll = ofAll;
  }

  /** Takes a place; false if there is none. */
  synchronized boolean enter(String caller) {
    int own = taken.getOrDefault(caller, 0);
    if (own >= ofEach || all >= ofAll) {
      return false;
    }
    taken.put(caller, own + 1);
    all++;
    return true;
  }

  /** Gives a place back. */
  synchronized void leave(String caller) {
    taken.computeIfPresent(caller, (name, own) -> own == 1 ? null : own - 1);
    all--;
  }

  synchronized int size() {
    return all;
  }
}

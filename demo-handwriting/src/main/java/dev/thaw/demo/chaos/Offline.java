package dev.thaw.demo.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is offline: always the wanted share of the devices, in rotation, each round in another order;
 * every other one by a shut gate, the others switched off. Not thread-safe.
 */
final class Offline {
  private final List<String> ids;
  private final int count;
  private final Random random;
  private List<String> queue = List.of();
  private Set<String> shut = Set.of();
  private Set<String> closed = Set.of();

  Offline(List<String> ids, double share, long seed) {
    this.ids = List.copyOf(ids);
    this.count = (int) Math.round(share * ids.size());
    this.random = new Random(seed);
  }

  /** The next ones are offline, the last ones come back. */
  void rotate() {
    shut = new TreeSet<>();
    closed = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      ((i % 2 == 0) ? shut : closed).add(next());
    }
  }

  /** What the farms are to do now. */
  Orders orders(double due) {
    return new Orders(Orders.Phase.WRITE, due, shut, closed);
  }

  private String next() {
    if (queue.isEmpty()) {
      queue = new ArrayList<>(ids);
      Collections.shuffle(queue, random);
    }
    return queue.remove(queue.size() - 1);
  }
}

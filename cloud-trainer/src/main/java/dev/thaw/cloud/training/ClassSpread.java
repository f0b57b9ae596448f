package dev.thaw.cloud.training;

import dev.thaw.protocol.SampleId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Draws at most so many of one device's samples, one of each class in turn as long as it has any,
 * so that rare classes stay in; within a class as the seed says. The newest would forget what was
 * corrected first, and an even draw loses the rare. Remembers at most as many of each class as it
 * draws. Not thread-safe.
 */
final class ClassSpread {
  private record Ticket(long lot, SampleId sample) {
    static final Comparator<Ticket> ORDER =
        Comparator.comparingLong(Ticket::lot).thenComparing(Ticket::sample);
  }

  private final long max;
  private final long seed;
  private final Map<Integer, PriorityQueue<Ticket>> byClass = new TreeMap<>();

  ClassSpread(long max, long seed) {
    this.max = max;
    this.seed = seed;
  }

  void add(SampleId sample, int label) {
    PriorityQueue<Ticket> tickets =
        byClass.computeIfAbsent(label, each -> new PriorityQueue<>(Ticket.ORDER.reversed()));
    tickets.add(new Ticket(Lots.of(sample, seed), sample));
    if (tickets.size() > max) {
      tickets.poll();
    }
  }

  Set<SampleId> drawn() {
    List<Iterator<Ticket>> classes = byClass.values().stream().map(ClassSpread::inOrder).toList();
    Set<SampleId> drawn = new HashSet<>();
    boolean any = true;
    while (any && drawn.size() < max) {
      any = false;
      for (Iterator<Ticket> tickets : classes) {
        if (tickets.hasNext() && drawn.size() < max) {
          drawn.add(tickets.next().sample());
          any = true;
        }
      }
    }
    return drawn;
  }

  private static Iterator<Ticket> inOrder(PriorityQueue<Ticket> tickets) {
    return tickets.stream().sorted(Ticket.ORDER).iterator();
  }
}

package dev.thaw.model.head;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Trains heads of one shape, as many at a time as there are slots: where one is done, the next
 * takes its place. Those with large batches come first, so that batches of about one size stand
 * side by side. Not thread-safe; used once, closed by its creator.
 */
final class StackRun implements AutoCloseable {
  /** A plan and its place among all. */
  record Entry(int place, HeadPlan plan) {
    int batch() {
      return Math.min(examples(), plan.options().batchSize());
    }

    int examples() {
      return plan.examples().training().size();
    }
  }

  /** A head in its slot, and the place of its plan. */
  private record Seat(int place, StackedHead head) {}

  private static final Comparator<Entry> LARGEST_FIRST =
      Comparator.comparingInt(Entry::batch)
          .thenComparingInt(Entry::examples)
          .reversed()
          .thenComparingInt(Entry::place);

  private final StackShape shape;
  private final int slots;
  private final HeadStack stack;
  private final Deque<Entry> waiting;
  private final SharedRows shared = new SharedRows();
  private final List<Seat> seats = new ArrayList<>();
  private final BiConsumer<Integer, HeadOutcome> outcomes;
  private final LongSupplier nanoTime;

  /**
   * Trains nothing yet.
   *
   * @param entries not empty, all of {@code shape}
   * @param outcomes is told what became of each place
   */
  StackRun(
      StackShape shape,
      int mostSlots,
      List<Entry> entries,
      BiConsumer<Integer, HeadOutcome> outcomes,
      LongSupplier nanoTime) {
    this.shape = shape;
    this.slots = Math.min(mostSlots, entries.size());
    this.waiting = new ArrayDeque<>(entries.stream().sorted(LARGEST_FIRST).toList());
    this.stack = new HeadStack(shape, slots, waiting.getFirst().batch());
    this.outcomes = outcomes;
    this.nanoTime = nanoTime;
  }

  /**
   * Trains all.
   *
   * @param beforeStep what it throws ends the training, and comes through
   */
  void train(Runnable beforeStep) {
    long last = nanoTime.getAsLong();
    for (int slot = 0; slot < slots; slot++) {
      admit(slot, waiting.remove());
    }
    while (!seats.isEmpty()) {
      beforeStep.run();
      stack.step(seats.stream().map(Seat::head).toList());
      last = charge(last);
      for (int slot = seats.size() - 1; slot >= 0; slot--) {
        settle(slot);
      }
    }
  }

  /** Shares the time since {@code last} out among the heads. */
  private long charge(long last) {
    long now = nanoTime.getAsLong();
    seats.forEach(seat -> seat.head.spend((now - last) / seats.size()));
    return now;
  }

  /** After a step; slots behind this one are settled already. */
  private void settle(int slot) {
    Seat seat = seats.get(slot);
    Function<ExampleRows, Score> scorer = scorer(slot, seat.head);
    seat.head.advance(scorer);
    if (seat.head.isDone()) {
      outcomes.accept(seat.place, seat.head.outcome(scorer));
      seat.head.close();
      replace(slot);
    }
  }

  private void replace(int slot) {
    Seat last = seats.get(seats.size() - 1);
    if (!waiting.isEmpty()) {
      admit(slot, waiting.remove());
    } else {
      seats.remove(seats.size() - 1);
      if (slot < seats.size()) {
        seats.set(slot, last);
        stack.load(slot, last.head);
      }
    }
  }

  private void admit(int slot, Entry entry) {
    shared.nextHead();
    Seat seat = new Seat(entry.place, new StackedHead(entry.plan, shape, shared));
    if (slot == seats.size()) {
      seats.add(seat);
    } else {
      seats.set(slot, seat);
    }
    stack.load(slot, seat.head);
    seat.head.begin(scorer(slot, seat.head));
  }

  private Function<ExampleRows, Score> scorer(int slot, StackedHead head) {
    return set -> stack.score(slot, set, head.temperature());
  }

  @Override
  public void close() {
    seats.forEach(seat -> seat.head.close());
    stack.close();
  }
}

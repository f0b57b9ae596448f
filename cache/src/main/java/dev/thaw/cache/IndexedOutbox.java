package dev.thaw.cache;

import dev.thaw.protocol.SampleId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The outbox as a view of the pending annotations in a {@link Ledger}. Thread-safe. */
final class IndexedOutbox implements Outbox {
  private record Annotated(SampleEntry entry, Annotation annotation) {}

  private final Ledger ledger;
  private final RowStore store;

  IndexedOutbox(Ledger ledger, RowStore store) {
    this.ledger = ledger;
    this.store = store;
  }

  @Override
  public List<Pending> peek(String task, long after, int max) {
    return ledger.look(
        index ->
            index.pendingAfter(after).values().stream()
                .filter(entry -> entry.key().task().equals(task))
                .limit(max)
                .flatMap(entry -> annotated(entry).stream())
                .map(IndexedOutbox::pending)
                .toList());
  }

  @Override
  public int acknowledge(Collection<Long> sequences) {
    return take(
        sequences,
        (step, each) -> {
          step.acknowledge(each.entry, each.annotation);
          return 1;
        });
  }

  @Override
  public int drop(Collection<Long> sequences) {
    return take(
        sequences,
        (step, each) -> {
          step.forget(each.entry);
          return 1;
        });
  }

  @Override
  public List<SampleId> resend(String task, Collection<SampleId> samples) {
    List<SampleId> unknown = new ArrayList<>();
    ledger.change(
        step -> {
          List<Annotated> again = acknowledged(task, samples, step.index(), unknown);
          again.forEach(each -> step.enqueue(each.entry, each.annotation));
          return again.size();
        });
    store.sync();
    return unknown;
  }

  @Override
  public boolean isWaiting(String task, SampleId sample) {
    return ledger.look(
        index -> {
          SampleEntry entry = index.find(new SampleKey(task, sample));
          return entry != null && entry.annotation() != null && entry.isPinned();
        });
  }

  @Override
  public int length() {
    return ledger.look(SampleIndex::pendingCount);
  }

  private int take(Collection<Long> sequences, BiFunction<Step, Annotated, Integer> taking) {
    return ledger.change(
        step -> {
          int taken = 0;
          for (long sequence : sequences) {
            Optional<Annotated> each = step.pending(sequence).flatMap(IndexedOutbox::annotated);
            taken += each.isPresent() ? taking.apply(step, each.get()) : 0;
          }
          step.makeRoom();
          return taken;
        });
  }

  private static List<Annotated> acknowledged(
      String task, Collection<SampleId> samples, SampleIndex index, List<SampleId> unknown) {
    List<Annotated> found = new ArrayList<>();
    for (SampleId sample : new LinkedHashSet<>(samples)) {
      SampleEntry entry = index.find(new SampleKey(task, sample));
      if (entry == null || entry.annotation() == null) {
        unknown.add(sample);
      } else if (!entry.isPinned()) {
        annotated(entry).ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparingLong(each -> each.annotation.sequence()));
    return found;
  }

  private static Optional<Annotated> annotated(SampleEntry entry) {
    return Optional.ofNullable(entry.annotation()).map(a -> new Annotated(entry, a));
  }

  private static Pending pending(Annotated each) {
    SampleKey key = each.entry.key();
    Annotation annotation = each.annotation;
    return new Pending(
        annotation.sequence(),
        key.task(),
        key.sample(),
        annotation.label(),
        annotation.when(),
        annotation.wasAcknowledged());
  }
}

package dev.thaw.edge.upload;

import dev.thaw.cache.Outbox;
import dev.thaw.cache.Pending;
import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.protocol.SampleId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The only way out of the outbox, told to whoever listens. Thread-safe. */
final class Departures {
  private final Outbox outbox;
  private final List<UploadListener> listeners = new CopyOnWriteArrayList<>();

  Departures(Outbox outbox) {
    this.outbox = outbox;
  }

  void addListener(UploadListener listener) {
    listeners.add(listener);
  }

  /** As {@link Outbox#acknowledge}. */
  int acknowledge(List<Pending> annotations) {
    CrashPoint.BATCH_ACKNOWLEDGED.reach();
    int taken = outbox.acknowledge(positions(annotations));
    tell(annotations, UploadListener::stored);
    return taken;
  }

  /** As {@link Outbox#drop}. */
  int drop(List<Pending> annotations) {
    int taken = outbox.drop(positions(annotations));
    tell(annotations, UploadListener::dropped);
    return taken;
  }

  static List<Long> positions(List<Pending> annotations) {
    return annotations.stream().map(Pending::sequence).toList();
  }

  private void tell(List<Pending> annotations, BiConsumer<UploadListener, List<SampleId>> what) {
    List<SampleId> gone =
        annotations.stream()
            .filter(each -> !outbox.isWaiting(each.task(), each.sample()))
            .map(Pending::sample)
            .toList();
    if (!gone.isEmpty()) {
      listeners.forEach(listener -> what.accept(listener, gone));
    }
  }
}

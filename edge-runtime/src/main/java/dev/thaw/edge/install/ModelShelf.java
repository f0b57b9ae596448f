package dev.thaw.edge.install;

import dev.thaw.edge.device.EdgeException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Holds the model that runs, and lends it. Whoever borrows it keeps the same model until the lease
 * is closed; a model that was replaced is closed when its last lease is. Thread-safe, lock-free.
 */
public final class ModelShelf implements AutoCloseable {
  private final AtomicReference<@Nullable Entry> current = new AtomicReference<>();

  /**
   * Borrows the current model.
   *
   * @throws EdgeException if there is none: none was bundled and none was pulled yet, or the shelf
   *     is closed
   */
  public Lease lease() {
    return tryLease()
        .orElseThrow(() -> new EdgeException("no model installed yet: none bundled, none pulled"));
  }

  /** Borrows the current model, if there is one. */
  public Optional<Lease> tryLease() {
    while (true) {
      Entry entry = current.get();
      if (entry == null) {
        return Optional.empty();
      }
      if (entry.retain()) {
        return Optional.of(new Lease(entry));
      }
    }
  }

  /** Puts {@code next} in place of the current model. */
  void swap(InstalledModel next) {
    release(current.getAndSet(new Entry(next)));
  }

  /** Takes the current model off the shelf. */
  @Override
  public void close() {
    release(current.getAndSet(null));
  }

  private static void release(@Nullable Entry entry) {
    if (entry != null) {
      entry.release();
    }
  }

  /** A borrowed model. Closing it twice does nothing. */
  public static final class Lease implements AutoCloseable {
    private final AtomicReference<@Nullable Entry> held;
    private final InstalledModel model;

    private Lease(Entry entry) {
      this.held = new AtomicReference<>(entry);
      this.model = entry.model;
    }

    /** The model; open until this lease is closed. */
    public InstalledModel get() {
      return model;
    }

    @Override
    public void close() {
      release(held.getAndSet(null));
    }
  }

  /** Counts the shelf's own hold and every lease; the model is closed when none is left. */
  private static final class Entry {
    private final InstalledModel model;
    private final AtomicInteger holds = new AtomicInteger(1);

    Entry(InstalledModel model) {
      this.model = model;
    }

    boolean retain() {
      return holds.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    void release() {
      if (holds.decrementAndGet() == 0) {
        model.close();
      }
    }
  }
}

package dev.thaw.edge.link;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What a link is doing and what went wrong, for whoever asks. Thread-safe. */
public final class LinkJournal {
  private final Consumer<String> listener;
  private final AtomicLong rejections = new AtomicLong();
  private volatile String state = "starting";
  private volatile Optional<String> lastError = Optional.empty();

  /**
   * @param listener hears every new state, on the link's context
   */
  public LinkJournal(Consumer<String> listener) {
    this.listener = listener;
  }

  /** What the link is doing, in words. */
  public String state() {
    return state;
  }

  /** What went wrong last, since the opening. */
  public Optional<String> lastError() {
    return lastError;
  }

  /** Manifests and layers that were refused by this device. */
  public long rejections() {
    return rejections.get();
  }

  void entered(String description) {
    state = description;
    listener.accept(description);
  }

  void failed(String reason) {
    lastError = Optional.of(reason);
  }

  void rejected() {
    rejections.incrementAndGet();
  }
}

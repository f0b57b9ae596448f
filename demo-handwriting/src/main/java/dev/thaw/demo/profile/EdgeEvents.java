package dev.thaw.demo.profile;

import dev.thaw.edge.EdgeListener;
import dev.thaw.edge.ModelInfo;
import dev.thaw.protocol.SampleId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what a runtime reports over to another thread, in order. What is reported before the
 * profile is there is not carried: the profile looks for itself then. Thread-safe.
 */
final class EdgeEvents implements EdgeListener {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeEvents.class);

  private final Executor executor;
  private volatile @Nullable Profile profile;

  EdgeEvents(Executor executor) {
    this.executor = executor;
  }

  void to(Profile listener) {
    profile = listener;
  }

  /** Carries nothing any more; waits for what is being carried. */
  synchronized void stop() {
    profile = null;
  }

  @Override
  public void uploaded(List<SampleId> samples, Instant at) {
    carry(listener -> listener.left(samples, at));
  }

  @Override
  public void refused(List<SampleId> samples) {
    carry(Profile::waitingChanged);
  }

  @Override
  public void installed(ModelInfo model) {
    carry(Profile::lookForModel);
  }

  @Override
  public void linkChanged(String state) {
    carry(listener -> listener.linkChanged(state));
  }

  private void carry(Consumer<Profile> event) {
    if (profile != null) {
      executor.execute(() -> deliver(event));
    }
  }

  private synchronized void deliver(Consumer<Profile> event) {
    Profile listener = profile;
    try {
      if (listener != null) {
        event.accept(listener);
      }
    } catch (RuntimeException e) {
      LOG.warn("event lost", e);
    }
  }
}

package dev.thaw.bench.evaluate.scaling;

import dev.thaw.protocol.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How long after its manifest was made each head ran on its device. Thread-safe. */
final class Installs {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double NANOS_PER_MILLI = 1e6;
  private static final long LOOK_NANOS = 1_000_000;

  private final AtomicReference<@Nullable Throwable> trouble = new AtomicReference<>();
  private final Map<Digest, Double> millis = new ConcurrentHashMap<>();

  /** A device runs {@code manifest} now. Cloud and device share this machine's clock. */
  void note(Digest manifest, Instant createdAt) {
    millis.put(manifest, Duration.between(createdAt, Instant.now()).toNanos() / NANOS_PER_MILLI);
  }

  /** A device cannot go on. */
  void fail(Throwable why) {
    trouble.compareAndSet(null, why);
  }

  /**
   * The milliseconds of all of {@code manifests}; waits until all have been installed.
   *
   * @throws IllegalStateException if one was not in two minutes, or a device failed
   */
  List<Double> await(Collection<Digest> manifests) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!millis.keySet().containsAll(manifests)) {
      requireNoTrouble();
      if (System.nanoTime() > deadline) {
        long missing = manifests.stream().filter(each -> !millis.containsKey(each)).count();
        throw new IllegalStateException(
            missing + " of " + manifests.size() + " heads did not reach their devices");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return manifests.stream().map(millis::get).toList();
  }

  private void requireNoTrouble() {
    Throwable why = trouble.get();
    if (why != null) {
      throw new IllegalStateException("a device failed: " + why, why);
    }
  }
}

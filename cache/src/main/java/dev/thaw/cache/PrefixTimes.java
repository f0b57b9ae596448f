package dev.thaw.cache;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which prefixes of each task are valid, and since when they are in force. Not thread-safe; used
 * only within a change of the {@link Ledger}.
 */
final class PrefixTimes {
  private final Map<String, Map<Digest, Instant>> byTask = new HashMap<>();

  void set(String task, Map<Digest, Instant> inForceSince) {
    byTask.put(task, Map.copyOf(inForceSince));
  }

  boolean isValid(String task, Digest prefix) {
    return of(task).containsKey(prefix);
  }

  /** Whether an activation made at {@code createdAt} is older than its prefix. */
  boolean isOutdated(String task, Digest prefix, Instant createdAt) {
    Instant since = of(task).get(prefix);
    return since != null && createdAt.isBefore(since);
  }

  boolean isOutdated(Activation activation) {
    return isOutdated(activation.task(), activation.prefix(), activation.createdAt());
  }

  private Map<Digest, Instant> of(String task) {
    return byTask.getOrDefault(task, Map.of());
  }
}

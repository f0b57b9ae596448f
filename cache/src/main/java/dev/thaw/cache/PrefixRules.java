package dev.thaw.cache;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which prefixes of each task are valid, and the rule of each. Not thread-safe; used only under the
 * lock of the {@link Ledger}.
 */
final class PrefixRules {
  private Map<String, Map<Digest, PrefixRule>> byTask;

  PrefixRules(Map<String, Map<Digest, PrefixRule>> byTask) {
    this.byTask = byTask;
  }

  void set(String task, Map<Digest, PrefixRule> rules) {
    Map<String, Map<Digest, PrefixRule>> changed = new HashMap<>(byTask);
    changed.put(task, Map.copyOf(rules));
    byTask = Map.copyOf(changed);
  }

  /** The rules of all tasks, as they are now; immutable. */
  Map<String, Map<Digest, PrefixRule>> all() {
    return byTask;
  }

  /** The rules of the valid prefixes of {@code task}; none if nothing was said yet. */
  Map<Digest, PrefixRule> of(String task) {
    return byTask.getOrDefault(task, Map.of());
  }

  @Nullable PrefixRule find(String task, Digest prefix) {
    return of(task).get(prefix);
  }

  boolean isValid(String task, Digest prefix) {
    return of(task).containsKey(prefix);
  }

  /** Whether an activation made at {@code createdAt} is older than its prefix. */
  boolean isOutdated(String task, Digest prefix, Instant createdAt) {
    PrefixRule rule = find(task, prefix);
    return rule != null && createdAt.isBefore(rule.inForceSince());
  }

  boolean isOutdated(Activation activation) {
    return isOutdated(activation.task(), activation.prefix(), activation.createdAt());
  }
}

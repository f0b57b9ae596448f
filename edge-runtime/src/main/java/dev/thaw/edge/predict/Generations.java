package dev.thaw.edge.predict;

import dev.thaw.cache.ActivationCache;
import dev.thaw.cache.PrefixRule;
import dev.thaw.cache.StateStore;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.edge.install.InstallListener;
import dev.thaw.edge.install.InstalledModel;
import dev.thaw.protocol.Digest;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cache which generations of activations a new model leaves valid, and what they cost.
 *
 * <p>Prefixes whose digests stay keep their activations (partial update, deeper, checkpoints when
 * shallower). Only if the same prefix is published anew, or eviction is literal, are those made
 * before evicted as well. The cloud's time of publication and this device's time stamps come from
 * different clocks; so the time is capped at this device's now, and kept: a clock that is behind
 * costs what is cached at that moment, not everything after it. Confined to the thread that
 * installs.
 */
public final class Generations implements InstallListener {
  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
  private static final String SINCE = "prefix-since";

  private final String task;
  private final ActivationCache cache;
  private final StateStore state;
  private final KeptActivations kept;
  private final Clock clock;
  private boolean opening = true;

  public Generations(
      String task, ActivationCache cache, StateStore state, KeptActivations kept, Clock clock) {
    this.task = task;
    this.cache = cache;
    this.state = state;
    this.kept = kept;
    this.clock = clock;
  }

  @Override
  public void installing(Optional<InstalledModel> before, InstalledModel next) {
    if (kept.eviction() == Eviction.LITERAL) {
      remember(next.createdAt());
    } else if (before.filter(old -> isRepublished(old, next)).isPresent()) {
      remember(next.freeze().prefixSince());
    }
  }

  @Override
  public void installed(InstalledModel now) {
    boolean inputsToo = opening && !kept.keepsInput(now.freeze().depth());
    opening = false;
    try {
      int evicted = (inputsToo ? evictInputs(now) : 0) + cache.retain(task, rules(now));
      if (evicted > 0) {
        LOG.info("void generations evicted task={} activations={}", task, evicted);
      }
    } catch (StorageException e) {
      LOG.warn("void generations stay for now task={} message={}", task, e.getMessage());
    }
  }

  /** Those that were kept when the setting was another one. */
  private int evictInputs(InstalledModel now) {
    Map<Digest, PrefixRule> rules = rules(now);
    rules.put(now.prefix(0), new PrefixRule(Instant.EPOCH, 0, 0));
    return cache.retain(task, rules);
  }

  /** No layer made an input, so none of them can outdate it. */
  private Map<Digest, PrefixRule> rules(InstalledModel now) {
    Instant since = since();
    Map<Digest, PrefixRule> rules = new HashMap<>();
    for (int cut = 0; cut < now.prefixes().size(); cut++) {
      Instant inForceSince = cut == 0 ? Instant.EPOCH : since;
      double cost = now.model().flops(0, cut);
      long maxBytes = kept.maxBytes(cut, now.freeze().depth());
      rules.put(now.prefix(cut), new PrefixRule(inForceSince, cost, maxBytes));
    }
    return rules;
  }

  /** The bundled model was in force since ever: its first manifest publishes nothing anew. */
  private static boolean isRepublished(InstalledModel old, InstalledModel next) {
    return old.manifestDigest().isPresent()
        && old.freeze().depth() == next.freeze().depth()
        && old.freeze().prefix().equals(next.freeze().prefix())
        && old.freeze().prefixSince().isBefore(next.freeze().prefixSince());
  }

  private void remember(Instant published) {
    Instant now = clock.instant();
    Instant since = published.isBefore(now) ? published : now;
    state.put(SINCE, ByteBuffer.allocate(Long.BYTES).putLong(since.toEpochMilli()).array());
  }

  private Instant since() {
    return state
        .get(SINCE)
        .map(stored -> Instant.ofEpochMilli(ByteBuffer.wrap(stored).getLong()))
        .orElse(Instant.EPOCH);
  }
}

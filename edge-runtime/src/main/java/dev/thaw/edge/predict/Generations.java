package dev.thaw.edge.predict;

import dev.thaw.cache.ActivationCache;
import dev.thaw.cache.StateStore;
import dev.thaw.edge.device.UploadedCuts;
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
 * Tells the cache which generations of activations a new model leaves valid.
 *
 * <p>Prefixes whose digests stay keep their activations (partial update, deeper, checkpoints when
 * shallower). Only if the same prefix is published anew are those made before evicted as well. The
 * cloud's time of publication and this device's time stamps come from different clocks; so the time
 * is capped at this device's now, and kept: a clock that is behind costs what is cached at that
 * moment, not everything after it. Confined to the thread that installs.
 */
public final class Generations implements InstallListener {
  private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
  private static final String SINCE = "prefix-since";

  private final String task;
  private final ActivationCache cache;
  private final StateStore state;
  private final UploadedCuts uploaded;
  private final Clock clock;

  public Generations(
      String task, ActivationCache cache, StateStore state, UploadedCuts uploaded, Clock clock) {
    this.task = task;
    this.cache = cache;
    this.state = state;
    this.uploaded = uploaded;
    this.clock = clock;
  }

  @Override
  public void installing(Optional<InstalledModel> before, InstalledModel next) {
    if (before.filter(old -> isRepublished(old, next)).isPresent()) {
      Instant published = next.freeze().prefixSince();
      Instant now = clock.instant();
      remember(published.isBefore(now) ? published : now);
    }
    if (before.filter(old -> next.freeze().depth() < old.freeze().depth()).isPresent()
        && !canUseAllUploaded(next)) {
      int again = cache.outbox().resendAcknowledged(task);
      uploaded.clear();
      LOG.info(
          "annotated samples go up again task={} depth={} count={}",
          task,
          next.freeze().depth(),
          again);
    }
  }

  @Override
  public void installed(InstalledModel now) {
    Instant since = since();
    Map<Digest, Instant> inForce = new HashMap<>();
    now.prefixes().forEach(prefix -> inForce.put(prefix, since));
    int evicted = cache.retain(task, inForce);
    if (evicted > 0) {
      LOG.info("void generations evicted task={} activations={}", task, evicted);
    }
  }

  /** The cloud keeps what it got at cuts up to the freeze point; nothing noted means unknown. */
  private boolean canUseAllUploaded(InstalledModel next) {
    Map<Integer, Digest> cuts = uploaded.all();
    return !cuts.isEmpty()
        && cuts.entrySet().stream()
            .allMatch(
                cut ->
                    cut.getKey() <= next.freeze().depth()
                        && next.prefix(cut.getKey()).equals(cut.getValue()));
  }

  /** The bundled model was in force since ever: its first manifest publishes nothing anew. */
  private static boolean isRepublished(InstalledModel old, InstalledModel next) {
    return old.manifestDigest().isPresent()
        && old.freeze().depth() == next.freeze().depth()
        && old.freeze().prefix().equals(next.freeze().prefix())
        && old.freeze().prefixSince().isBefore(next.freeze().prefixSince());
  }

  private void remember(Instant since) {
    state.put(SINCE, ByteBuffer.allocate(Long.BYTES).putLong(since.toEpochMilli()).array());
  }

  private Instant since() {
    return state
        .get(SINCE)
        .map(stored -> Instant.ofEpochMilli(ByteBuffer.wrap(stored).getLong()))
        .orElse(Instant.EPOCH);
  }
}

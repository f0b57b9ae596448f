package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.Waiting;
import dev.thaw.bench.evaluate.wire.Tap;
import dev.thaw.edge.EdgeListener;
import dev.thaw.edge.ModelInfo;
import dev.thaw.protocol.Digest;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** When a device began to run each model. Thread-safe. */
final class Installs implements EdgeListener {
  private final Tap tap;
  private final Map<Digest, Moment> moments = new ConcurrentHashMap<>();

  /**
   * @param tap what is looked at in each of these moments
   */
  Installs(Tap tap) {
    this.tap = tap;
  }

  @Override
  public void installed(ModelInfo model) {
    Moment now = Moment.now(tap);
    model.manifest().ifPresent(digest -> moments.put(digest, now));
  }

  /** The moment; waits for it. */
  Moment await(Digest manifest) {
    Waiting.until("an install", () -> moments.containsKey(manifest));
    return Objects.requireNonNull(moments.get(manifest));
  }
}

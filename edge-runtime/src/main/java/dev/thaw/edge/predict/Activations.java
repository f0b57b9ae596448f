package dev.thaw.edge.predict;

import dev.thaw.cache.ActivationCache;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.edge.install.InstalledModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Activations for the model that runs: from the cache, extended from a shallower cut, or computed.
 * Thread-safe. Two threads that need the same one at once may both compute it, with equal results.
 */
public final class Activations {
  private static final Logger LOG = LoggerFactory.getLogger(Activations.class);

  private final String task;
  private final ActivationCache cache;
  private final SortedSet<Integer> checkpointCuts;
  private final Clock clock;
  private final LongAdder uncached = new LongAdder();

  /**
   * @param checkpointCuts where activations are kept besides the freeze point
   */
  public Activations(
      String task, ActivationCache cache, SortedSet<Integer> checkpointCuts, Clock clock) {
    this.task = task;
    this.cache = cache;
    this.checkpointCuts = new TreeSet<>(checkpointCuts);
    this.clock = clock;
  }

  /**
   * The activation of {@code sample} at {@code cut} under {@code model}: the cached one, or the
   * deepest valid one before {@code cut} extended to it and kept. Empty if nothing valid is cached.
   */
  public Optional<Found> find(InstalledModel model, SampleId sample, int cut) {
    List<Digest> deepestFirst = new ArrayList<>(model.prefixes().subList(0, cut + 1));
    Collections.reverse(deepestFirst);
    return cache
        .deepest(task, sample, deepestFirst)
        .map(
            cached ->
                cached.cut() == cut
                    ? new Found(cached, false)
                    : new Found(keep(advance(model, cached, cut)), true));
  }

  /** As {@link #find}; a disk that cannot be read is a miss, for the input is at hand. */
  Optional<Found> findIfReadable(InstalledModel model, SampleId sample, int cut) {
    try {
      return find(model, sample, cut);
    } catch (StorageException e) {
      LOG.warn("activation not read task={} sample={} message={}", task, sample, e.getMessage());
      return Optional.empty();
    }
  }

  /** Runs the backbone on {@code input}, keeping the checkpoints and the activation at the end. */
  Activation compute(InstalledModel model, SampleId sample, List<Tensor> input) {
    int depth = model.freeze().depth();
    Activation reached = activation(model, sample, 0, input);
    for (int cut : stops(depth)) {
      reached = keep(advance(model, reached, cut));
    }
    if (depth == 0 || checkpointCuts.contains(0)) {
      keep(activation(model, sample, 0, input));
    }
    return reached;
  }

  /** Activations that could not be kept. */
  long uncached() {
    return uncached.sum();
  }

  private SortedSet<Integer> stops(int depth) {
    SortedSet<Integer> stops = new TreeSet<>(checkpointCuts.subSet(1, Math.max(1, depth)));
    if (depth > 0) {
      stops.add(depth);
    }
    return stops;
  }

  private Activation advance(InstalledModel model, Activation from, int cut) {
    List<Tensor> tensors = model.model().forward(from.cut(), cut, from.tensors());
    return activation(model, from.sample(), cut, tensors);
  }

  private Activation activation(
      InstalledModel model, SampleId sample, int cut, List<Tensor> tensors) {
    return new Activation(
        task,
        sample,
        cut,
        model.prefix(cut),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        tensors);
  }

  /** A cache that cannot keep it costs a later recomputation, not this prediction. */
  private Activation keep(Activation activation) {
    try {
      if (!cache.put(activation)) {
        uncached.increment();
      }
    } catch (StorageException e) {
      uncached.increment();
      LOG.warn(
          "activation not kept task={} sample={} message={}",
          task,
          activation.sample(),
          e.getMessage());
    }
    return activation;
  }

  /**
   * An activation, and whether layers had to run for it.
   *
   * @param extended whether it was made from a shallower one just now
   */
  public record Found(Activation activation, boolean extended) {}
}

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
  private final KeptActivations kept;
  private final Clock clock;
  private final LongAdder uncached = new LongAdder();
  private volatile int wantedDepth = Integer.MAX_VALUE;

  /**
   * @param kept what is kept besides the activation at the freeze point
   */
  public Activations(String task, ActivationCache cache, KeptActivations kept, Clock clock) {
    this.task = task;
    this.cache = cache;
    this.kept = kept;
    this.clock = clock;
  }

  /**
   * Says at which cut features are wanted. If it is below the freeze point, because the point is
   * going to move there, what is predicted from now on is kept at that cut as well.
   */
  public void want(int depth) {
    wantedDepth = depth;
  }

  /**
   * The activation of {@code sample} at {@code cut} under {@code model}: the cached one, or the
   * deepest valid one before {@code cut} extended to it and kept, with the checkpoints between.
   * Empty if nothing valid is cached.
   */
  public Optional<Found> find(InstalledModel model, SampleId sample, int cut) {
    return find(model, sample, 0, cut);
  }

  /** Whether an activation of {@code sample} is cached at a cut after {@code cut}. */
  public boolean hasDeeper(InstalledModel model, SampleId sample, int cut) {
    List<Digest> deeper = model.prefixes().subList(cut + 1, model.prefixes().size());
    return cache.deepest(task, sample, deeper).isPresent();
  }

  /**
   * As {@link #find} for the freeze point of {@code model} while the input is at hand: a kept input
   * is not looked for, and a disk that cannot be read is a miss.
   */
  Optional<Found> findIfReadable(InstalledModel model, SampleId sample) {
    int depth = model.freeze().depth();
    try {
      return find(model, sample, Math.min(1, depth), depth);
    } catch (StorageException e) {
      LOG.warn("activation not read task={} sample={} message={}", task, sample, e.getMessage());
      return Optional.empty();
    }
  }

  /** Runs the backbone on {@code input}, keeping the checkpoints and the activation at the end. */
  Activation compute(InstalledModel model, SampleId sample, List<Tensor> input) {
    int depth = model.freeze().depth();
    Activation start = activation(model, sample, 0, input);
    Activation reached = extend(model, start, depth);
    if (kept.keepsInput(depth)) {
      keep(start);
    }
    return reached;
  }

  /** Activations that could not be kept. */
  long uncached() {
    return uncached.sum();
  }

  private Optional<Found> find(InstalledModel model, SampleId sample, int from, int to) {
    List<Digest> deepestFirst = new ArrayList<>(model.prefixes().subList(from, to + 1));
    Collections.reverse(deepestFirst);
    return cache
        .deepest(task, sample, deepestFirst)
        .map(cached -> new Found(extend(model, cached, to), cached.cut() < to));
  }

  private Activation extend(InstalledModel model, Activation from, int to) {
    Activation reached = from;
    for (int cut : stops(model, to).tailSet(from.cut() + 1)) {
      reached = keep(advance(model, reached, cut));
    }
    return reached;
  }

  private SortedSet<Integer> stops(InstalledModel model, int to) {
    SortedSet<Integer> stops = kept.stops(to, model.model());
    if (wantedDepth > 0 && wantedDepth < to) {
      stops.add(wantedDepth);
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

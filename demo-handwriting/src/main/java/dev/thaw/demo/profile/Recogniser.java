package dev.thaw.demo.profile;

import dev.thaw.cache.rocks.StorageException;
import dev.thaw.demo.strokes.Bounds;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.Prediction;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks both models what a person wrote, in the context of what they wrote before. Thread-safe. */
final class Recogniser {
  private static final int BEST = 5;
  private static final long NANOS_PER_MICRO = 1_000;

  private final Host host;
  private final EdgeRuntime runtime;
  private final ModelWatch models;
  private final WritingHand hand;
  private final RecentlyShown shown = new RecentlyShown();

  Recogniser(Host host, EdgeRuntime runtime, ModelWatch models, WritingHand hand) {
    this.host = host;
    this.runtime = runtime;
    this.models = models;
    this.hand = hand;
  }

  /** What the ink could be, which is remembered for a while. Blocks for the computation. */
  Recognition recognise(Ink ink) {
    List<Tensor> input = hand.read(ink.drawing());
    Prediction prediction = runtime.predict(input);
    Recognition recognition =
        new Recognition(
            prediction.sample(),
            Ranking.best(host.labels(), prediction.probabilities(), BEST),
            host.general().get().guess(input),
            prediction.cacheHit(),
            prediction.elapsedNanos() / NANOS_PER_MICRO,
            models.of(prediction.model()),
            outgoing(prediction.sample()),
            ink.rawBytes());
    shown.remember(recognition, ink);
    return recognition;
  }

  /** What was said of {@code ink} under this name; empty if that is too long ago. */
  Optional<Recognition> shown(SampleId sample, Ink ink) {
    return shown.find(sample, ink);
  }

  /** Remembers where a saved character stood. */
  void observe(Bounds bounds) {
    hand.observe(bounds);
  }

  private @Nullable Outgoing outgoing(SampleId sample) {
    try {
      return runtime.outgoing(sample).map(Outgoing::of).orElse(null);
    } catch (StorageException unreadable) {
      return null;
    }
  }
}

package dev.thaw.edge.upload;

import dev.thaw.cache.Pending;
import dev.thaw.edge.install.InstalledModel;
import dev.thaw.edge.predict.Activations;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.codec.FrameCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes batches from annotations: each sample's activation at the wanted cut, quantised, as many as
 * fit a frame. Not thread-safe, except {@link #alone}.
 */
final class BatchMaker {
  /** More than the header of a batch and the header's share of one feature ever take. */
  private static final int BATCH_OVERHEAD = 512;

  private static final int FEATURE_OVERHEAD = 64;

  /** How long somebody takes to say what they wrote. */
  private static final Duration ANNOTATED_AFTER = Duration.ofSeconds(1);

  private static final FrameCodec CODEC = new FrameCodec(Integer.MAX_VALUE);

  /**
   * What came of some annotations.
   *
   * @param missing those for which nothing kept leads to the wanted activation
   * @param unsendable those that no frame can carry: alone too large, or not quantisable
   * @param next the first that did not fit any more
   */
  record Made(
      Optional<OutgoingBatch> batch,
      List<Pending> missing,
      List<Pending> unsendable,
      Optional<Pending> next) {}

  private final UploadSettings settings;
  private final Activations activations;
  private final long firstSequence;
  private long sequence;

  BatchMaker(UploadSettings settings, Activations activations, long firstSequence) {
    this.settings = settings;
    this.activations = activations;
    this.firstSequence = firstSequence;
    this.sequence = firstSequence;
  }

  Made make(
      InstalledModel model, FreezeState target, List<Pending> annotations, int maxFrameBytes) {
    Load load = new Load(maxFrameBytes - BATCH_OVERHEAD);
    Optional<Pending> next = Optional.empty();
    for (Pending annotation : annotations) {
      Optional<Activation> found = activation(model, target, annotation.sample());
      if (found.isEmpty()) {
        load.missing.add(annotation);
      } else if (!load.take(annotation, feature(found.get(), annotation))) {
        next = Optional.of(annotation);
        break;
      }
    }
    return new Made(encode(load, target), load.missing, load.unsendable, next);
  }

  /** What a frame with nothing but {@code sample} would carry. */
  Optional<OutgoingFeature> alone(InstalledModel model, FreezeState target, SampleId sample) {
    return activation(model, target, sample)
        .flatMap(this::quantise)
        .map(quantised -> new OutgoingFeature(quantised, frameBytes(quantised)));
  }

  private int frameBytes(Activation quantised) {
    Feature feature = new Feature(quantised, 0, quantised.createdAt().plus(ANNOTATED_AFTER));
    return CODEC.toBytes(new FeatureBatch(settings.deviceId(), firstSequence, List.of(feature)))
        .length;
  }

  /** What goes into one frame, and what can go into none. */
  private static final class Load {
    private final List<Pending> missing = new ArrayList<>();
    private final List<Pending> unsendable = new ArrayList<>();
    private final List<Pending> taken = new ArrayList<>();
    private final List<Feature> features = new ArrayList<>();
    private final int capacity;
    private int used;

    Load(int capacity) {
      this.capacity = capacity;
    }

    /** Whether the annotation is dealt with; if not, the frame is full. */
    boolean take(Pending annotation, Optional<Feature> feature) {
      int bytes = feature.map(BatchMaker::bytes).orElse(Integer.MAX_VALUE);
      if (bytes > capacity) {
        unsendable.add(annotation);
        return true;
      }
      if (bytes > capacity - used) {
        return false;
      }
      used += bytes;
      taken.add(annotation);
      features.add(feature.orElseThrow());
      return true;
    }
  }

  private Optional<Activation> activation(
      InstalledModel model, FreezeState target, SampleId sample) {
    return activations.find(model, sample, target.depth()).map(Activations.Found::activation);
  }

  private Optional<Feature> feature(Activation activation, Pending annotation) {
    return quantise(activation)
        .map(quantised -> new Feature(quantised, annotation.label(), annotation.annotatedAt()));
  }

  private Optional<Activation> quantise(Activation activation) {
    try {
      return Optional.of(activation.to(settings.dtype()));
    } catch (IllegalArgumentException notQuantisable) {
      return Optional.empty();
    }
  }

  private static int bytes(Feature feature) {
    int scales =
        feature.activation().tensors().stream()
            .mapToInt(t -> Float.BYTES * t.scales().length)
            .sum();
    return feature.activation().byteSize() + scales + FEATURE_OVERHEAD;
  }

  private Optional<OutgoingBatch> encode(Load load, FreezeState target) {
    if (load.features.isEmpty()) {
      return Optional.empty();
    }
    long number = sequence++;
    byte[] frame = CODEC.toBytes(new FeatureBatch(settings.deviceId(), number, load.features));
    return Optional.of(new OutgoingBatch(number, load.taken, target, frame));
  }
}

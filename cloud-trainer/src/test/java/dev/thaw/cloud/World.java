package dev.thaw.cloud;

import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.BaseModel;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A small task with an untrained model, and devices that upload features of made-up images. */
final class World {
  static final String TASK = "letters";
  static final int LABELS = 4;
  static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  static final Shape IMAGE = Shape.of(1, 28, 28);
  static final TaskSpec SPEC =
      new TaskSpec(TASK, "handwriting-grey", List.of("a", "b", "c", "d"), List.of(IMAGE));

  private World() {}

  /** Trains only when asked, on a disk of any size. */
  static CloudConfig manual(Path dir) {
    return CloudConfig.in(dir).with(TrainingPolicy.manual()).withMinFreeBytes(0);
  }

  /** An installed cloud that trains only when asked. */
  static CloudTrainer open(Path dir) {
    return open(manual(dir), Clock.systemUTC());
  }

  /** A cloud whose heads are all trained by gradient descent. */
  static CloudTrainer openDescending(Path dir) {
    return open(descending(dir), Clock.systemUTC());
  }

  /** As {@link #manual}, with gradient descent for all heads: they take a while. */
  static CloudConfig descending(Path dir) {
    return manual(dir).with(TrainingSettings.defaults().with(TrainerKind.SGD));
  }

  static CloudTrainer open(CloudConfig config, Clock clock) {
    CloudTrainer cloud = CloudTrainer.open(config, clock);
    cloud.install(base(5, LABELS));
    return cloud;
  }

  /** A base model with general samples of the first {@code classes} classes. */
  static BaseModel base(int perClass, int classes) {
    List<GeneralSample> samples = new ArrayList<>();
    for (int i = 0; i < perClass * classes; i++) {
      samples.add(new GeneralSample(i % classes, List.of(image(i % classes, 1_000 + i))));
    }
    try (LayeredModel model = LayeredModel.create(SPEC, 7)) {
      return new BaseModel(SPEC, model.layerBytesFrom(0), samples, "# made for tests");
    }
  }

  /** An image of a class: bright in the class's quarter, with noise. */
  static Tensor image(int label, long seed) {
    Random random = new Random(seed);
    float[] values = new float[IMAGE.elements()];
    for (int i = 0; i < values.length; i++) {
      int quarter = (i / 28 / 14) * 2 + (i % 28) / 14;
      values[i] = (float) (random.nextGaussian() * 0.3 + (quarter == label ? 1 : 0));
    }
    return Tensor.ofFloats(IMAGE, values);
  }

  /** The model that a manifest describes; the caller closes it. */
  static LayeredModel model(CloudTrainer cloud, Manifest manifest) {
    return LayeredModel.of(
        SPEC, manifest.layers().stream().map(l -> cloud.layer(l.digest()).orElseThrow()).toList());
  }

  static LayeredModel globalModel(CloudTrainer cloud) {
    return model(cloud, cloud.manifestFor(TASK, "nobody", Optional.empty()).manifest());
  }

  /**
   * A feature of {@code image(label, seed)} at {@code cut}, as a device with {@code model} makes
   * it.
   */
  static Feature feature(LayeredModel model, int cut, int label, long seed) {
    return feature(model, cut, label, seed, START.plusSeconds(seed));
  }

  static Feature feature(LayeredModel model, int cut, int label, long seed, Instant annotatedAt) {
    Tensor image = image(label, seed);
    Activation activation =
        new Activation(
            TASK,
            sample(seed),
            cut,
            model.prefixDigest(cut),
            START,
            model.forward(0, cut, List.of(image)));
    return new Feature(activation.to(DType.INT8), label, annotatedAt);
  }

  static SampleId sample(long seed) {
    return SampleId.ofInput(
        Digest.of(("sample " + seed).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  /** {@code count} features at the cloud's freeze point, of the given classes in turn. */
  static List<Feature> features(CloudTrainer cloud, int count, long firstSeed, int... labels) {
    try (LayeredModel model = globalModel(cloud)) {
      int depth = cloud.freeze(TASK).depth();
      return IntStream.range(0, count)
          .mapToObj(i -> feature(model, depth, labels[i % labels.length], firstSeed + i))
          .toList();
    }
  }

  static FeatureBatch batch(String device, Feature... features) {
    return new FeatureBatch(device, 1, List.of(features));
  }

  static FeatureBatch batch(String device, List<Feature> features) {
    return new FeatureBatch(device, 1, features);
  }

  static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Waits until {@code condition} holds; polls, and fails after a deadline. */
  static void eventually(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within the deadline");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}

package dev.thaw.bench;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * Devices that never were, with int8 features at the freeze point: activations of a few real
 * characters, turned a little and differently for each device, so that no two devices have the same
 * and each has something to learn. Immutable.
 */
final class SyntheticScopes {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final int CHARACTERS = 1_240;
  private static final int IN_FLIGHT = 16;

  /** How far a device's values lie from the real ones, in shares of those. */
  private static final float TURN = 0.3f;

  private final int scopes;
  private final int features;
  private final List<float[]> values;
  private final List<Integer> labels;
  private final dev.thaw.protocol.Shape shape;
  private final Digest prefix;

  SyntheticScopes(Hands hands, LayeredModel model, int scopes, int features) {
    this.scopes = scopes;
    this.features = features;
    List<CharacterInContext> characters = hands.ofMany(CHARACTERS);
    List<List<Tensor>> activations =
        model.forwardBatch(
            0, Fleet.DEPTH, characters.stream().map(CharacterInContext::inputs).toList());
    this.shape = activations.get(0).get(0).shape();
    this.values = activations.stream().map(each -> each.get(0).toFloats()).toList();
    this.labels =
        characters.stream()
            .map(each -> String.valueOf(each.character().label()))
            .map(Fleet.BASE.task().labels()::indexOf)
            .toList();
    this.prefix = model.prefixDigest(Fleet.DEPTH);
  }

  int size() {
    return scopes;
  }

  /** The scope of one of the devices. */
  Scope scope(int number) {
    return new Scope.OfDevice(device(number));
  }

  /**
   * Uploads everything, one batch for each device; on return it is durable.
   *
   * @param progress told how many devices are done
   */
  void uploadTo(CloudTrainer cloud, IntConsumer progress) {
    Queue<CompletableFuture<BatchAck>> waiting = new ArrayDeque<>();
    for (int number = 0; number < scopes; number++) {
      waiting.add(cloud.ingest(new FeatureBatch(device(number), 1, batch(number))));
      if (waiting.size() == IN_FLIGHT) {
        requireStored(waiting.remove().join());
      }
      progress.accept(number + 1);
    }
    waiting.forEach(each -> requireStored(each.join()));
  }

  private List<Feature> batch(int number) {
    Random random = new Random(Fleet.SEED + number);
    float[] turn = turn(random);
    List<Feature> batch = new ArrayList<>(features);
    for (int i = 0; i < features; i++) {
      int character = random.nextInt(values.size());
      Tensor tensor = Tensor.ofFloats(shape, turned(values.get(character), turn)).to(DType.INT8);
      Activation made =
          new Activation(Fleet.TASK, sample(number, i), Fleet.DEPTH, prefix, NOW, List.of(tensor));
      batch.add(new Feature(made, labels.get(character), NOW));
    }
    return batch;
  }

  private float[] turn(Random random) {
    float[] factors = new float[shape.elements()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = 1 + TURN * (2 * random.nextFloat() - 1);
    }
    return factors;
  }

  private static float[] turned(float[] values, float[] turn) {
    float[] product = new float[values.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = values[i] * turn[i];
    }
    return product;
  }

  private static SampleId sample(int device, int number) {
    byte[] input = ByteBuffer.allocate(8).putInt(device).putInt(number).array();
    return SampleId.ofInput(Digest.of(input));
  }

  private static String device(int number) {
    return "pen-%05d".formatted(number);
  }

  private static void requireStored(BatchAck ack) {
    if (!ack.outcomes().stream().allMatch(SampleOutcome.STORED::equals)) {
      throw new IllegalStateException("not all were stored: " + ack.outcomes());
    }
  }
}

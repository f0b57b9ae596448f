package dev.thaw.bench.overload;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.FrameCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes batches as frames: the same few activations again and again, as samples that were never
 * sent before. Immutable.
 *
 * @param activations what is sent in turn, made at the freeze point
 * @param labels how many labels the task has
 * @param size features in a batch
 */
public record Batches(
    String task, FreezeState freeze, List<List<Tensor>> activations, int labels, int size) {
  static final FrameCodec CODEC = new FrameCodec(1 << 20);
  private static final Instant MADE = Instant.parse("2026-11-20T12:00:00Z");

  public Batches {
    activations = List.copyOf(activations);
    if (activations.isEmpty() || size < 1) {
      throw new IllegalArgumentException(
          "nothing to send: %d activations, %d in a batch".formatted(activations.size(), size));
    }
  }

  /** The frame of a device's batch of that number; its samples are its own. */
  byte[] frame(String device, long sequence) {
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      features.add(feature(device, sequence * size + i));
    }
    return CODEC.toBytes(new FeatureBatch(device, sequence, features));
  }

  private Feature feature(String device, long number) {
    SampleId sample =
        SampleId.ofInput(Digest.of((device + '/' + number).getBytes(StandardCharsets.UTF_8)));
    List<Tensor> tensors = activations.get((int) (number % activations.size()));
    Activation made = new Activation(task, sample, freeze.depth(), freeze.prefix(), MADE, tensors);
    return new Feature(made, (int) (number % labels), MADE);
  }
}

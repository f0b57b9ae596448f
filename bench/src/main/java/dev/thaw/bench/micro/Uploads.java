package dev.thaw.bench.micro;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.FrameCodec;
import java.util.ArrayList;
import java.util.List;

/** Batches of {@value #SIZE} features of real characters, and their frames. Immutable. */
record Uploads(Characters characters, int labels) {
  static final FrameCodec CODEC = new FrameCodec(1 << 20);
  static final String DEVICE = "pen-1";
  static final int SIZE = 32;

  /** The features of batch {@code sequence}: samples that are in no other. */
  List<Feature> features(long sequence) {
    List<Feature> features = new ArrayList<>(SIZE);
    for (long number = sequence * SIZE; number < (sequence + 1) * SIZE; number++) {
      Activation made = characters.get(number);
      features.add(new Feature(made, (int) (number % labels), made.createdAt()));
    }
    return features;
  }

  /** The frame of such a batch. */
  static byte[] frame(long sequence, List<Feature> features) {
    return CODEC.toBytes(new FeatureBatch(DEVICE, sequence, features));
  }

  /** The same activations as {@code dtype}. */
  static List<Feature> as(DType dtype, List<Feature> features) {
    return features.stream()
        .map(each -> new Feature(each.activation().to(dtype), each.label(), each.annotatedAt()))
        .toList();
  }

  /** The values of a batch's frame as a trainer takes them. */
  static float[][] values(byte[] frame) {
    FeatureBatch batch = (FeatureBatch) CODEC.fromBytes(frame);
    return batch.features().stream()
        .flatMap(feature -> feature.activation().tensors().stream())
        .map(Tensor::toFloats)
        .toArray(float[][]::new);
  }
}

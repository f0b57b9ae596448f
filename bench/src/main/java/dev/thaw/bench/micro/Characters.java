package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * Activations of real characters at one cut, again and again, each time as another sample.
 * Immutable.
 *
 * @param prefix the digest of the layers that made them
 * @param tensors fp32
 */
record Characters(String task, int cut, Digest prefix, List<List<Tensor>> tensors) {
  private static final Instant MADE = Instant.parse("2026-11-20T12:00:00Z");
  private static final int KINDS = 256;

  /** As the handwriting model makes them. */
  static Characters at(int cut) {
    try (LayeredModel model = Inputs.BASE.model()) {
      List<List<Tensor>> inputs =
          Inputs.BASE.samples().stream().map(GeneralSample::inputs).limit(KINDS).toList();
      return new Characters(
          Inputs.BASE.task().name(),
          cut,
          model.prefixDigest(cut),
          model.forwardBatch(0, cut, inputs));
    }
  }

  /** The activation of sample {@code number}. */
  Activation get(long number) {
    List<Tensor> values = tensors.get((int) (number % tensors.size()));
    return new Activation(task, sample(number), cut, prefix, MADE, values);
  }

  /** How many values an activation has. */
  int values() {
    return tensors.get(0).stream().mapToInt(tensor -> tensor.shape().elements()).sum();
  }

  /** The id of sample {@code number}: as evenly spread as a digest's bits. */
  static SampleId sample(long number) {
    return SampleId.fromBytes(id(number));
  }

  /** The bytes of that id. */
  static byte[] id(long number) {
    long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
    mixed ^= Long.rotateLeft(mixed, 25) ^ Long.rotateLeft(mixed, 47);
    return ByteBuffer.allocate(SampleId.BYTES).putLong(mixed).putLong(number).array();
  }
}

package dev.thaw.cache;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Activations for tests. */
final class Samples {
  static final String TASK = "handwriting";
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Digest OLD = prefix(1);
  static final Digest CURRENT = prefix(2);

  private Samples() {}

  static Digest prefix(int n) {
    return Digest.of(new byte[] {(byte) n});
  }

  static SampleId sample(int n) {
    return SampleId.ofInput(Digest.of(ByteBuffer.allocate(4).putInt(n).array()));
  }

  /** An fp32 activation at cut 6. */
  static Activation activation(int n, Digest prefix, int floats) {
    return activation(n, prefix, 6, floats);
  }

  /** An fp32 activation of {@code floats} incompressible values that depend on n and the prefix. */
  static Activation activation(int n, Digest prefix, int cut, int floats) {
    Random random = new Random(31L * n + prefix.hashCode());
    float[] values = new float[floats];
    for (int i = 0; i < floats; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt() & 0xBFFFFFFF);
    }
    Tensor tensor = Tensor.ofFloats(Shape.of(floats), values);
    return new Activation(TASK, sample(n), cut, prefix, NOW, List.of(tensor));
  }

  static Activation activation(int n) {
    return activation(n, CURRENT, 16);
  }

  /** One valid prefix, that costs nothing and has no bound. */
  static Map<Digest, PrefixRule> valid(Digest prefix, Instant inForceSince) {
    return Map.of(prefix, new PrefixRule(inForceSince, 0));
  }

  static Activation at(Activation activation, Instant createdAt) {
    return new Activation(
        activation.task(),
        activation.sample(),
        activation.cut(),
        activation.prefix(),
        createdAt,
        activation.tensors());
  }
}

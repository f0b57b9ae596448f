package dev.thaw.bench.evaluate.breakeven;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.FrameCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Samples as the frames that devices send, {@value #LENGTH} to a frame. Stateless. */
final class Frames {
  static final int LENGTH = 32;

  private static final FrameCodec CODEC = new FrameCodec(Integer.MAX_VALUE);
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  /** Between two samples. */
  private static final int SECONDS = 2;

  private static final int LABELS = 62;

  private Frames() {}

  /**
   * Mean bytes of one sample, its share of the framing included.
   *
   * @param samples the tensors of each
   * @param cut where they were made; 0 for inputs
   */
  static double meanBytes(List<List<Tensor>> samples, int cut, DType dtype) {
    long bytes = 0;
    for (int from = 0; from < samples.size(); from += LENGTH) {
      int to = Math.min(samples.size(), from + LENGTH);
      bytes += frame(samples.subList(from, to), cut, dtype).length;
    }
    return (double) bytes / samples.size();
  }

  private static byte[] frame(List<List<Tensor>> samples, int cut, DType dtype) {
    Digest prefix = Digest.of(new byte[] {(byte) cut});
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Instant made = NOW.plusSeconds((long) SECONDS * i);
      Activation activation =
          new Activation("handwriting", sample(i), cut, prefix, made, samples.get(i)).to(dtype);
      features.add(new Feature(activation, i % LABELS, made.plusSeconds(1)));
    }
    return CODEC.toBytes(new FeatureBatch("pen-001", 1, features));
  }

  private static SampleId sample(int number) {
    return SampleId.ofInput(Digest.of(ByteBuffer.allocate(Integer.BYTES).putInt(number).array()));
  }
}

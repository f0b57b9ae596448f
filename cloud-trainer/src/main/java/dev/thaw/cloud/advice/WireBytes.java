package dev.thaw.cloud.advice;

import dev.thaw.model.BaseModel;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.codec.FrameCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * What one feature takes on the wire in each encoding, in bytes: its share of a frame of {@value
 * #BATCH}, headers included. Immutable.
 */
public record WireBytes(double fp32, double fp16, double int8) {
  /** Features looked at. */
  static final int SAMPLES = 64;

  private static final int BATCH = 32;
  private static final FrameCodec CODEC = new FrameCodec(Integer.MAX_VALUE);

  /** What features of the base model's general samples would take at {@code depth}. */
  public static WireBytes at(int depth, DepthBackbones backbones, BaseModel base) {
    return of(TrialInputs.of(base).features(backbones, depth));
  }

  /**
   * Encodes features and counts.
   *
   * @param features at least one, all of one cut and prefix; fewer than a batch are repeated
   */
  static WireBytes of(List<Feature> features) {
    double fp32 = mean(features, DType.FP32);
    return new WireBytes(fp32, halfOr(fp32, features), mean(features, DType.INT8));
  }

  /** Values too large for fp16 travel as fp32. */
  private static double halfOr(double fp32, List<Feature> features) {
    try {
      return mean(features, DType.FP16);
    } catch (IllegalArgumentException e) {
      return fp32;
    }
  }

  private static double mean(List<Feature> features, DType dtype) {
    int count = Math.max(BATCH, Math.min(SAMPLES, features.size()) / BATCH * BATCH);
    long bytes = 0;
    for (int from = 0; from < count; from += BATCH) {
      bytes += frameBytes(features, from, dtype);
    }
    return (double) bytes / count;
  }

  private static int frameBytes(List<Feature> features, int from, DType dtype) {
    List<Feature> batch = new ArrayList<>();
    for (int i = from; i < from + BATCH; i++) {
      Feature feature = features.get(i % features.size());
      batch.add(
          new Feature(feature.activation().to(dtype), feature.label(), feature.annotatedAt()));
    }
    return CODEC.toBytes(new FeatureBatch("device", 1, batch)).length;
  }
}

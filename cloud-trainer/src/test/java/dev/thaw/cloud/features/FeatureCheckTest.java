package dev.thaw.cloud.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.FeatureCheck.Refusal;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.GeneralSample;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeatureCheckTest {
  private static final int DEPTH = 7;
  private static final Instant TIME = Instant.parse("2026-11-20T12:00:00Z");
  private static final TaskSpec TASK =
      new TaskSpec("letters", "handwriting-grey", List.of("a", "b"), List.of(Shape.of(1, 28, 28)));

  /** Bright all over. */
  private static final Tensor INPUT = bright();

  private final LayeredModel model = LayeredModel.create(TASK, 1);
  private final FeatureCheck check = new FeatureCheck(new Magnitudes(task -> List.of()));
  private final Digest prefix = model.prefixDigest(DEPTH);
  private final Backbone backbone = new Backbone(new FreezeState(DEPTH, 0, prefix, TIME), model);

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void whatFitsIsNotRefused() {
    assertThat(check.refusal(backbone, feature(prefix, 1, new float[128]))).isEmpty();
  }

  @Test
  void everyReasonNamesTheThingAndItsValue() {
    float[] notFinite = new float[128];
    notFinite[5] = Float.NaN;
    Digest other = model.prefixDigest(DEPTH - 1);

    assertRefused(
        feature(prefix, 2, new float[128]), SampleOutcome.BAD_LABEL, "not one of 2 labels");
    assertRefused(feature(other, 1, new float[128]), SampleOutcome.STALE, other + " at cut 7");
    assertRefused(
        feature(prefix, 1, new float[3]), SampleOutcome.BAD_TENSOR, "[3]", "cut 7", "[128]");
    assertRefused(feature(prefix, 1, notFinite), SampleOutcome.BAD_TENSOR, "cut 7", "not finite");
  }

  @Test
  void aScaleThatIsNegativeOrNotFiniteIsRefusedWhateverItsValues() {
    for (float scale : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
      Refusal refusal = check.refusal(backbone, feature(quantised(scale))).orElseThrow();
      assertThat(refusal.outcome()).isEqualTo(SampleOutcome.BAD_TENSOR);
      assertThat(refusal.reason()).isEqualTo("a scale at cut 7 is negative or not finite");
    }
    assertThat(check.refusal(backbone, feature(quantised(0)))).isEmpty();
    assertThat(check.refusal(backbone, feature(quantised(0.5f)))).isEmpty();
  }

  @Test
  void halvesThatAreNotFiniteAreRefused() {
    for (short half : new short[] {0x7C00, (short) 0xFC00, 0x7E00}) {
      ByteBuffer halves = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
      halves.putShort(16, half);
      Tensor tensor = Tensor.wrap(DType.FP16, Shape.of(128), new float[0], halves);

      assertThat(check.refusal(backbone, feature(tensor)).orElseThrow().reason())
          .isEqualTo("a value at cut 7 is not finite");
    }
  }

  @Test
  void valuesFarBeyondThoseOfGeneralSamplesAreRefusedWithoutNamingThem() {
    float usual = largest(INPUT);
    float bound = 100 * Math.max(1, usual);
    FeatureCheck measured =
        new FeatureCheck(new Magnitudes(task -> List.of(new GeneralSample(0, List.of(INPUT)))));
    float[] values = new float[128];
    values[5] = -bound;
    assertThat(measured.refusal(backbone, feature(prefix, 1, values))).isEmpty();

    values[5] = -1.5f * bound;
    Refusal refusal = measured.refusal(backbone, feature(prefix, 1, values)).orElseThrow();

    assertThat(refusal.outcome()).isEqualTo(SampleOutcome.BAD_TENSOR);
    assertThat(refusal.reason()).isEqualTo("a value at cut 7 is beyond the bound of " + bound);
  }

  @Test
  void generalSamplesAreRunOncePerCut() {
    AtomicInteger asked = new AtomicInteger();
    Magnitudes magnitudes =
        new Magnitudes(
            task -> {
              asked.incrementAndGet();
              return List.of(new GeneralSample(0, List.of(INPUT)));
            });
    for (int i = 0; i < 3; i++) {
      assertThat(magnitudes.bound(backbone, DEPTH)).isGreaterThanOrEqualTo(100);
      assertThat(magnitudes.bound(backbone, 0)).isEqualTo(300);
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void aTimeInTheFutureIsTaken() {
    Feature later = feature(prefix, 1, new float[128]);
    Feature far = new Feature(later.activation(), 1, Instant.parse("9999-01-01T00:00:00Z"));

    assertThat(check.refusal(backbone, far)).isEmpty();
  }

  private float largest(Tensor input) {
    return Magnitudes.largest(model.forward(0, DEPTH, List.of(input)));
  }

  private Feature feature(Tensor tensor) {
    SampleId sample = SampleId.ofInput(Digest.of(new byte[1]));
    return new Feature(
        new Activation("letters", sample, DEPTH, prefix, TIME, List.of(tensor)), 1, TIME);
  }

  /** One channel, as a vector has; all values 1. */
  private static Tensor quantised(float scale) {
    byte[] ones = new byte[128];
    Arrays.fill(ones, (byte) 1);
    Shape shape = Shape.of(128);
    float[] scales = new float[shape.channels()];
    Arrays.fill(scales, scale);
    return Tensor.wrap(DType.INT8, shape, scales, ByteBuffer.wrap(ones));
  }

  private void assertRefused(Feature feature, SampleOutcome outcome, String... named) {
    Refusal refusal = check.refusal(backbone, feature).orElseThrow();
    assertThat(refusal.outcome()).isEqualTo(outcome);
    assertThat(refusal.reason()).contains(named);
  }

  private static Tensor bright() {
    float[] values = new float[28 * 28];
    Arrays.fill(values, 3);
    return Tensor.ofFloats(Shape.of(1, 28, 28), values);
  }

  private static Feature feature(Digest prefix, int label, float... values) {
    Tensor tensor = Tensor.ofFloats(Shape.of(values.length), values);
    SampleId sample = SampleId.ofInput(Digest.of(new byte[1]));
    Activation activation = new Activation("letters", sample, DEPTH, prefix, TIME, List.of(tensor));
    return new Feature(activation, label, TIME);
  }
}

package dev.thaw.cloud.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.FeatureCheck.Refusal;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeatureCheckTest {
  private static final int DEPTH = 7;
  private static final Instant TIME = Instant.parse("2026-11-20T12:00:00Z");
  private static final TaskSpec TASK =
      new TaskSpec("letters", "handwriting-grey", List.of("a", "b"), List.of(Shape.of(1, 28, 28)));

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

    assertRefused(feature(prefix, 2, new float[128]), SampleOutcome.BAD_LABEL, "label 2 of 2");
    assertRefused(feature(other, 1, new float[128]), SampleOutcome.STALE, other + " at cut 7");
    assertRefused(
        feature(prefix, 1, new float[3]), SampleOutcome.BAD_TENSOR, "[3]", "cut 7", "[128]");
    assertRefused(feature(prefix, 1, notFinite), SampleOutcome.BAD_TENSOR, "cut 7", "not finite");
  }

  private void assertRefused(Feature feature, SampleOutcome outcome, String... named) {
    Refusal refusal = check.refusal(backbone, feature).orElseThrow();
    assertThat(refusal.outcome()).isEqualTo(outcome);
    assertThat(refusal.reason()).contains(named);
  }

  private static Feature feature(Digest prefix, int label, float... values) {
    Tensor tensor = Tensor.ofFloats(Shape.of(values.length), values);
    SampleId sample = SampleId.ofInput(Digest.of(new byte[1]));
    Activation activation = new Activation("letters", sample, DEPTH, prefix, TIME, List.of(tensor));
    return new Feature(activation, label, TIME);
  }
}

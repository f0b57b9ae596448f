package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.model.head.Example;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HoldoutTest {
  private static final long SEED = 20261121;
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Tensor TENSOR = Tensor.ofFloats(Shape.of(1), new float[] {1});

  @Test
  void everyFifthInTimeOrderIsHeldOutHoweverTheUploadsComeIn() {
    List<Upload> uploads = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      uploads.add(upload(START.plusSeconds(i), 100 - i, i));
    }
    Collections.shuffle(uploads, new Random(SEED));

    Holdout.Parts parts = Holdout.defaults().part(uploads);

    assertThat(labels(parts.held())).containsExactly(4, 9, 14, 19);
    assertThat(labels(parts.shown()))
        .containsExactly(0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18, 20, 21, 22);
  }

  @Test
  void uploadsOfOneTimeGoByTheirArrival() {
    List<Upload> uploads =
        List.of(upload(START, 4, 1), upload(START, 3, 0), upload(START.minusMillis(1), 9, 2));

    assertThat(labels(new Holdout(3, 3).part(uploads).held())).containsExactly(1);
  }

  @Test
  void twentyUploadsAreEnough() {
    assertThat(Holdout.defaults().suits(19)).isFalse();
    assertThat(Holdout.defaults().suits(20)).isTrue();
  }

  @Test
  void nonsenseIsNamed() {
    assertThatThrownBy(() -> new Holdout(1, 20)).hasMessageContaining("every 1");
    assertThatThrownBy(() -> new Holdout(5, 4)).hasMessageContaining("minSamples 4");
  }

  private static Upload upload(Instant annotatedAt, long sequence, int label) {
    SampleId sample = SampleId.fromBytes(new byte[SampleId.BYTES]);
    return new Upload("pen", sample, annotatedAt, sequence, new Example(List.of(TENSOR), label, 1));
  }

  private static List<Integer> labels(List<Example> examples) {
    return examples.stream().map(Example::label).toList();
  }
}

package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GeneralTrainerTest {
  private static final int SIZE = 28 * 28;

  @Test
  void learns_where_a_blob_is_and_the_averaged_model_agrees() {
    TaskSpec task = Tasks.grey();
    try (GeneralTrainer trainer = new GeneralTrainer(task, GeneralPlan.of(60), 5)) {
      List<Double> losses = new ArrayList<>();
      int first = trainer.train(step -> blobs(64, step), 20, (s, loss, rate) -> losses.add(loss));
      assertThat(first).isEqualTo(20);
      assertThat(trainer.finished()).isFalse();
      trainer.train(step -> blobs(64, step), 1_000, (s, loss, rate) -> losses.add(loss));
      assertThat(losses).hasSize(60);
      assertThat(losses.get(0)).isBetween(1.5, 4.5);
      assertThat(losses.get(59)).isLessThan(0.3);
      assertThat(trainer.finished()).isTrue();

      Batch unseen = blobs(100, 1_000_000);
      int[] predicted = trainer.predict(unseen);
      assertThat(accuracy(predicted, unseen.labels())).isGreaterThan(0.9);
      try (LayeredModel model = trainer.averaged()) {
        assertThat(predicted(model, unseen)).isEqualTo(predicted);
      }
    }
  }

  @Test
  void the_same_seed_gives_the_same_model() {
    List<Digest> one = digestsAfterThreeSteps(5);
    assertThat(digestsAfterThreeSteps(5)).isEqualTo(one);
    assertThat(digestsAfterThreeSteps(6)).isNotEqualTo(one);
  }

  @Test
  void the_rate_rises_to_its_peak_and_falls_to_nearly_nothing() {
    GeneralPlan plan = GeneralPlan.of(1_000);
    assertThat(plan.rate(0)).isLessThan(2e-4);
    assertThat(plan.rate(250)).isGreaterThan(2.99e-3);
    assertThat(plan.rate(999)).isLessThan(1e-6);
    for (int step = 1; step < 1_000; step++) {
      assertThat(plan.rate(step) > plan.rate(step - 1)).isEqualTo(step <= 250);
    }
  }

  @Test
  void a_batch_that_does_not_fit_is_named() {
    try (GeneralTrainer trainer = new GeneralTrainer(Tasks.grey(), GeneralPlan.of(10), 5)) {
      Batch noContext = new Batch(List.of(new float[SIZE]), new int[] {10});
      assertThatThrownBy(() -> trainer.train(step -> noContext, 1, (s, l, r) -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("label 10");
      Batch tooSmall = new Batch(List.of(new float[SIZE - 1]), new int[] {1});
      assertThatThrownBy(() -> trainer.train(step -> tooSmall, 1, (s, l, r) -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("783 values");
    }
    assertThatThrownBy(() -> new Batch(List.of(new float[3]), new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 values");
  }

  @Test
  void a_loss_that_is_not_finite_stops_the_training() {
    float[] values = new float[2 * SIZE];
    values[5] = Float.NaN;
    Batch poisoned = new Batch(List.of(values), new int[] {1, 2});
    try (GeneralTrainer trainer = new GeneralTrainer(Tasks.grey(), GeneralPlan.of(10), 5)) {
      assertThatThrownBy(() -> trainer.train(step -> poisoned, 1, (s, l, r) -> {}))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("NaN");
    }
  }

  private static List<Digest> digestsAfterThreeSteps(long seed) {
    try (GeneralTrainer trainer = new GeneralTrainer(Tasks.grey(), GeneralPlan.of(10), seed)) {
      trainer.train(step -> blobs(16, step), 3, (s, loss, rate) -> {});
      return trainer.averagedLayers().stream().map(Digest::of).toList();
    }
  }

  /** Ten classes: a bright 5x5 blob in one of ten places, in noise. */
  private static Batch blobs(int size, int seed) {
    Random random = new Random(seed);
    float[] maps = new float[size * SIZE];
    int[] labels = new int[size];
    for (int row = 0; row < size; row++) {
      labels[row] = random.nextInt(10);
      int top = 2 + 12 * (labels[row] / 5) + random.nextInt(3);
      int left = 5 * (labels[row] % 5) + random.nextInt(2);
      for (int i = 0; i < SIZE; i++) {
        boolean inside = Math.abs(i / 28 - top - 2) <= 2 && Math.abs(i % 28 - left - 1) <= 2;
        maps[row * SIZE + i] = (inside ? 1 : 0) + 0.1f * (float) random.nextGaussian();
      }
    }
    return new Batch(List.of(maps), labels);
  }

  private static int[] predicted(LayeredModel model, Batch batch) {
    int[] out = new int[batch.size()];
    for (int row = 0; row < out.length; row++) {
      float[] values = new float[SIZE];
      System.arraycopy(batch.inputs().get(0), row * SIZE, values, 0, SIZE);
      Tensor image = Tensor.ofFloats(model.activationShapes(0).get(0), values);
      out[row] = largest(model.forward(0, 8, List.of(image)).get(0).toFloats());
    }
    return out;
  }

  private static int largest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static double accuracy(int[] predicted, int[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += predicted[i] == labels[i] ? 1 : 0;
    }
    return right / (double) labels.length;
  }
}

package dev.thaw.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.Pass;
import dev.thaw.model.ThawedLayers;
import dev.thaw.model.TorchRuntime;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DescentTest {
  private static final LayeredModel GENERAL = Crew.BASE.model();
  private static final List<Sample> SAMPLES = Crew.having(20).get(0).adapt();

  @AfterAll
  static void close() {
    GENERAL.close();
  }

  @Test
  void oneStepFollowsTheSlopeOfTheLoss() {
    Slice slice = new Slice(GENERAL, GENERAL.layerCount() - 1);
    List<Sample> activations = slice.activations(SAMPLES);
    Weights start = slice.weights();
    float rate = 0.5f;
    Weights after = new Descent(1, Descent.ALL, rate).train(slice, start, activations, 1);
    for (int place : new int[] {0, 5, 61}) {
      double slope =
          (loss(slice, activations, place, 0.01f) - loss(slice, activations, place, -0.01f)) / 0.02;
      double moved = start.minus(after).parameters().get(1)[place] / rate;
      assertThat(moved).as("bias %d", place).isCloseTo(slope, within(1e-4));
    }
  }

  @Test
  void aHeadOnFrozenLayersTakesTheStepOfTrainingAllTheWay() {
    Descent step = new Descent(1, Descent.ALL, 1);
    for (int depth = 1; depth < GENERAL.layerCount(); depth++) {
      Slice head = new Slice(GENERAL, depth);
      Weights apart = step.train(head, head.weights(), head.activations(SAMPLES), 1);
      Weights through = throughAllLayers(step, depth);
      assertThat(apart.minus(head.weights()).largest()).as("gradient at %d", depth).isPositive();
      assertThat(apart.minus(through).largest()).as("depth %d", depth).isLessThan(1e-5);
    }
  }

  @Test
  void theLastBatchCountsByItsSize() {
    Slice slice = new Slice(GENERAL, Crew.DEPTH);
    List<Sample> activations = slice.activations(SAMPLES).subList(0, 7);
    Weights start = slice.weights();
    float tiny = 1e-3f;
    Weights ragged = new Descent(1, 4, tiny).train(slice, start, activations, 1);
    Weights once = new Descent(1, Descent.ALL, tiny * 7 / 4).train(slice, start, activations, 1);
    assertThat(ragged.minus(once).largest()).isLessThan(0.02 * once.minus(start).largest());
  }

  @Test
  void theSameSeedGivesTheSameWeightsAndLeavesNothingBehind() {
    Slice slice = new Slice(GENERAL, Crew.DEPTH);
    List<Sample> activations = slice.activations(SAMPLES);
    Descent descent = new Descent(2, 8, 0.1f, Pass.HEAD_TRAINING);
    Weights first = descent.train(slice, slice.weights(), activations, 3);
    int live = TorchRuntime.liveArrays();
    Weights second = descent.train(slice, slice.weights(), activations, 3);
    Weights other = descent.train(slice, slice.weights(), activations, 4);
    assertThat(first.minus(second).largest()).isZero();
    assertThat(first.minus(other).largest()).isPositive();
    assertThat(TorchRuntime.liveArrays()).isEqualTo(live);
  }

  @Test
  void aRateThatIsFarTooHighIsSaid() {
    Slice slice = new Slice(GENERAL, 0);
    Descent wild = new Descent(20, 5, 1e6f);
    assertThatThrownBy(() -> wild.train(slice, slice.weights(), SAMPLES, 1))
        .isInstanceOf(BaselineException.class)
        .hasMessageContaining("too high");
  }

  /** All layers run on the inputs; only those from {@code depth} on change. */
  private static Weights throughAllLayers(Descent step, int depth) {
    Slice all = new Slice(GENERAL, 0);
    try (ThawedLayers job = all.job(all.weights())) {
      List<NDArray> head = new ArrayList<>();
      List<NDArray> trained = job.trained();
      int frozen = trained.size() - trainedFrom(depth);
      head.addAll(trained.subList(frozen, trained.size()));
      step.train(job, head, SAMPLES, 1);
      List<float[]> values = Weights.of(job).parameters();
      int count = new Slice(GENERAL, depth).weights().parameters().size();
      return new Weights(values.subList(values.size() - count, values.size()));
    }
  }

  private static int trainedFrom(int depth) {
    try (ThawedLayers head = ThawedLayers.copyOf(GENERAL, depth)) {
      return head.trained().size();
    }
  }

  private static double loss(Slice slice, List<Sample> activations, int bias, float shift) {
    List<float[]> moved = new ArrayList<>();
    slice.weights().parameters().forEach(parameter -> moved.add(parameter.clone()));
    moved.get(1)[bias] += shift;
    try (LayeredModel model = slice.model(new Weights(moved))) {
      List<List<Tensor>> inputs = activations.stream().map(Sample::input).toList();
      List<List<Tensor>> logits = model.forwardBatch(slice.from(), model.layerCount(), inputs);
      double sum = 0;
      for (int i = 0; i < activations.size(); i++) {
        sum += crossEntropy(logits.get(i).get(0).toFloats(), activations.get(i).label());
      }
      return sum / activations.size();
    }
  }

  private static double crossEntropy(float[] logits, int label) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - logits[label]);
    }
    return Math.log(sum);
  }
}

package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Predictions, cached and not, whatever is installed meanwhile. */
class EdgePredictIT extends EdgeFixture {
  @Test
  void aHitPredictsWhatTheMissPredictedBitForBit() {
    EdgeRuntime edge = open(config());
    for (int i = 0; i < 5; i++) {
      Prediction miss = edge.predict(Samples.input(i));
      Prediction hit = edge.predict(Samples.input(i));
      assertThat(miss.cacheHit()).isFalse();
      assertThat(hit.cacheHit()).isTrue();
      assertThat(hit.probabilities()).isEqualTo(miss.probabilities());
      assertThat(hit.sample()).isEqualTo(miss.sample());
      assertThat(hit.label()).isEqualTo("c" + hit.labelIndex());
    }
  }

  @Test
  void aPredictionFromAWarmCacheRunsNoFrozenLayer() {
    EdgeRuntime edge = open(config());
    edge.predict(Samples.input(1));
    List<Long> before = runs(edge);
    edge.predict(Samples.input(1));
    List<Long> after = runs(edge);
    assertThat(after.subList(0, Samples.DEPTH)).isEqualTo(before.subList(0, Samples.DEPTH));
    assertThat(after.get(Samples.DEPTH)).isEqualTo(before.get(Samples.DEPTH) + 1);
  }

  @Test
  void thePredictionIsTheModelsOwn() {
    EdgeRuntime edge = open(config());
    Prediction prediction = edge.predict(Samples.input(4));
    try (LayeredModel model = Samples.base().model()) {
      float[] logits = model.forward(0, Samples.LAYERS, Samples.input(4)).get(0).toFloats();
      int best = 0;
      for (int i = 0; i < logits.length; i++) {
        best = logits[i] > logits[best] ? i : best;
      }
      assertThat(prediction.labelIndex()).isEqualTo(best);
    }
    float sum = 0;
    for (float each : prediction.probabilities()) {
      sum += each;
    }
    assertThat(sum).isBetween(0.999f, 1.001f);
  }

  @Test
  void aPartialUpdateKeepsEveryActivation() {
    EdgeRuntime edge = open(config());
    edge.predict(Samples.input(1));
    install(edge, Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(Samples.DEPTH, 99)));
    Prediction after = edge.predict(Samples.input(1));
    assertThat(after.cacheHit()).isTrue();
    assertThat(after.probabilities()).isEqualTo(fresh(Samples.baseWith(Samples.DEPTH, 99), 1));
  }

  @Test
  void aWholeUpdateVoidsActivationsAndPredictionsStayRight() {
    EdgeRuntime edge = open(config());
    edge.predict(Samples.input(1));
    List<byte[]> layers = Samples.baseWith(0, 99);
    install(edge, Releases.of(2, Samples.DEPTH, 0, layers));
    assertThat(edge.status().cache().activations()).isZero();
    Prediction after = edge.predict(Samples.input(1));
    assertThat(after.cacheHit()).isFalse();
    assertThat(after.probabilities()).isEqualTo(fresh(layers, 1));
  }

  @Test
  void deeperExtendsTheCachedActivationAndShallowerUsesTheCheckpoint() {
    EdgeRuntime edge = open(config().withCheckpoints(Checkpoints.at(4)));
    float[] first = edge.predict(Samples.input(1)).probabilities();
    install(edge, Releases.of(2, 7, 1, Samples.base().layers()));
    Prediction deeper = edge.predict(Samples.input(1));
    assertThat(deeper.cacheHit()).isFalse();
    assertThat(deeper.probabilities()).isEqualTo(first);
    assertThat(edge.predict(Samples.input(1)).cacheHit()).isTrue();
    install(edge, Releases.of(3, 5, 2, Samples.base().layers()));
    assertThat(edge.predict(Samples.input(1)).probabilities()).isEqualTo(first);
    assertThat(edge.status().predictions().extended()).isEqualTo(2);
    assertThat(edge.status().predictions().misses()).isEqualTo(1);
  }

  @Test
  void withoutACheckpointAShallowerDepthRecomputes() {
    EdgeRuntime edge = open(config().withCheckpoints(Checkpoints.at()));
    float[] first = edge.predict(Samples.input(1)).probabilities();
    install(edge, Releases.of(2, 5, 1, Samples.base().layers()));
    assertThat(edge.predict(Samples.input(1)).probabilities()).isEqualTo(first);
    assertThat(edge.status().predictions().misses()).isEqualTo(2);
  }

  @Test
  void aKeptInputMakesNoMissAHit() {
    EdgeRuntime edge = open(config().withKeptInputs(1 << 20));
    edge.predict(Samples.input(1));
    install(edge, Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(0, 99)));
    assertThat(edge.status().cache().activations()).as("the input").isEqualTo(1);
    assertThat(edge.predict(Samples.input(1)).cacheHit()).isFalse();
    assertThat(edge.status().predictions().misses()).isEqualTo(2);
    assertThat(edge.status().predictions().extended()).isZero();
  }

  @Test
  void aRepublishedPrefixEvictsWhatIsOlderThanIt() {
    EdgeRuntime edge = open(config());
    install(edge, Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(Samples.DEPTH, 5)));
    edge.predict(Samples.input(1));
    install(
        edge,
        Releases.of(
            Samples.TASK,
            dev.thaw.protocol.Scope.GLOBAL,
            3,
            Samples.DEPTH,
            0,
            java.time.Instant.now().plusSeconds(3600),
            Samples.baseWith(Samples.DEPTH, 5)));
    assertThat(edge.predict(Samples.input(1)).cacheHit()).isFalse();
    assertThat(edge.predict(Samples.input(1)).cacheHit()).as("a slow clock heals").isTrue();
  }

  @Test
  void predictionsDuringInstallsSeeOneModelOrTheOther() throws Exception {
    EdgeRuntime edge = open(config());
    List<byte[]> other = Samples.baseWith(2, 77);
    float[] withBase = fresh(Samples.base().layers(), 1);
    float[] withOther = fresh(other, 1);
    AtomicBoolean done = new AtomicBoolean();
    List<CompletableFuture<Integer>> threads = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      threads.add(
          CompletableFuture.supplyAsync(
              () -> {
                int count = 0;
                while (!done.get()) {
                  float[] seen = edge.predict(Samples.input(1)).probabilities();
                  assertThat(seen).isIn(withBase, withOther);
                  count++;
                }
                return count;
              }));
    }
    for (int version = 2; version < 12; version++) {
      List<byte[]> layers = version % 2 == 0 ? other : Samples.base().layers();
      install(edge, Releases.of(version, Samples.DEPTH, 0, layers));
    }
    done.set(true);
    for (CompletableFuture<Integer> thread : threads) {
      assertThat(Await.get(thread)).isPositive();
    }
  }

  @Test
  void hitsEqualMissesWhateverUpdatesAndDepthChangesCameBetween() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    EdgeRuntime edge = open(config());
    List<byte[]> layers = Samples.base().layers();
    for (int version = 2; version < 14; version++) {
      int depth = 1 + random.nextInt(Samples.LAYERS - 1);
      if (random.nextBoolean()) {
        layers = Samples.baseWith(random.nextInt(Samples.LAYERS), random.nextInt(3));
      }
      install(edge, Releases.of(version, depth, version, layers));
      for (int i = 0; i < 4; i++) {
        int input = random.nextInt(5);
        float[] seen = edge.predict(Samples.input(input)).probabilities();
        assertThat(seen).as("version %s, input %s", version, input).isEqualTo(fresh(layers, input));
      }
    }
    assertThat(edge.status().predictions().hits()).isPositive();
  }

  @Test
  void inputsThatTheTaskDoesNotTakeAreNamed() {
    EdgeRuntime edge = open(config());
    List<Tensor> input = Samples.input(1);
    assertThatThrownBy(() -> edge.predict(input.subList(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[[11, 28, 28], [20]]");
    assertThatThrownBy(() -> edge.predict(List.of(input.get(0), input.get(1).to(DType.INT8))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("int8");
    float[] context = input.get(1).toFloats();
    context[7] = Float.NaN;
    assertThatThrownBy(
            () -> edge.predict(List.of(input.get(0), Tensor.ofFloats(Shape.of(20), context))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN at position 7");
  }

  @Test
  void withoutAnyModelThePredictionSaysSo() {
    cloud.stop();
    EdgeConfig bare =
        EdgeConfig.of(Samples.TASK.name(), cloud.uri(), directory).withTimings(IMPATIENT);
    EdgeRuntime edge = open(bare);
    assertThatThrownBy(() -> edge.predict(Samples.input(1)))
        .hasMessageContaining("none bundled, none pulled");
    cloud.restart();
    awaitInstalled(edge, 1);
    assertThat(edge.predict(Samples.input(1)).model()).isPresent();
  }

  private void install(EdgeRuntime edge, Releases release) {
    install(edge, cloud, release);
  }

  /** What a new device with these layers predicts for input {@code seed}. */
  private static float[] fresh(List<byte[]> layers, long seed) {
    try (LayeredModel model = LayeredModel.of(Samples.TASK, layers)) {
      List<Tensor> activation = model.forward(0, Samples.DEPTH, Samples.input(seed));
      float[] logits = model.forward(Samples.DEPTH, Samples.LAYERS, activation).get(0).toFloats();
      return softmax(logits);
    }
  }

  private static float[] softmax(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double[] weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = Math.exp(logits[i] - max);
      sum += weights[i];
    }
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (weights[i] / sum);
    }
    return probabilities;
  }
}

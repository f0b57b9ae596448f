package dev.thaw.model.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.ThawedLayers;
import dev.thaw.model.TorchRuntime;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackedTrainerTest {
  private static final long SEED = 20261122;
  private static final int[] RAGGED = {1, 300, 2, 129, 128, 17, 64, 127, 5, 256};

  /** What the issue allows between a head trained alone and the same head trained in a stack. */
  private static final double SAME = 1e-4;

  private final LayeredModel model = LayeredModel.create(ToyWriter.TASK, SEED);
  private final LayeredModel other = LayeredModel.create(ToyWriter.TASK, SEED + 1);
  private final Random random = new Random(SEED);
  private final HeadTrainer alone = new HeadTrainer();
  private final StackedTrainer stacked = new StackedTrainer();

  @AfterEach
  void closeModels() {
    model.close();
    other.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7})
  void eachHeadIsTheOneThatIsTrainedAlone(int depth) {
    List<HeadPlan> plans = ragged(depth, HeadOptions.forThawed(8 - depth));
    List<HeadOutcome> expected = alone.train(plans);

    for (int heads : new int[] {0, 3}) {
      assertSame(new StackedTrainer(heads, System::nanoTime).train(plans), expected);
    }
  }

  @Test
  void eachStopsEarlyWhereItStopsAlone() {
    HeadOptions options = slow().withEpochs(40).withLeastGain(0.05f);
    List<HeadPlan> plans = ragged(6, options);

    List<HeadOutcome> together = stacked.train(plans);

    assertSame(together, alone.train(plans));
    assertThat(together.stream().map(outcome -> outcome.orThrow().metrics().get("epochs")))
        .anySatisfy(epochs -> assertThat(epochs).isLessThan(40))
        .hasSizeGreaterThan(1);
    assertThat(together.stream().map(o -> o.orThrow().metrics().get("epochs")).distinct())
        .hasSizeGreaterThan(1);
  }

  @Test
  void aHeadThatDivergesFailsAlone() {
    List<HeadPlan> plans = new ArrayList<>(ragged(6, HeadOptions.DEEPER));
    List<HeadOutcome> well = stacked.train(plans);
    plans.add(1, spoiled(Float.NaN));
    plans.add(4, spoiled(Float.MAX_VALUE));
    HeadOptions wild = new HeadOptions(1, 0, 4, 1, 1e6f, false, 1);
    plans.add(plan(model, 6, 60, wild, 5));

    List<HeadOutcome> outcomes = new ArrayList<>(stacked.train(plans));

    for (int failed : new int[] {12, 4, 1}) {
      assertThatThrownBy(outcomes.remove(failed)::orThrow)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("diverged");
    }
    assertSame(outcomes, well);
  }

  @Test
  void aLossFarBeyondWhatAProbabilityCanHoldIsThatOfAHeadTrainedAlone() {
    List<Example> wrong =
        examples(7, 30).stream()
            .map(e -> new Example(List.of(scaled(e.activation().get(0), 3_000)), e.label(), 1))
            .toList();
    HeadOptions still = new HeadOptions(2, 0, 8, 1e-6f, 0, false, 1);
    HeadPlan plan = new HeadPlan(model, 7, new HeadExamples(wrong, List.of()), still, 1);

    TrainedHead together = stacked.train(List.of(plan)).get(0).orThrow();

    TrainedHead expected = alone.train(List.of(plan)).get(0).orThrow();
    assertThat(expected.curve().get(1).loss()).isGreaterThan(200);
    for (int epoch = 0; epoch <= 2; epoch++) {
      double loss = expected.curve().get(epoch).loss();
      assertThat(together.curve().get(epoch).loss()).isCloseTo(loss, within(SAME * loss));
    }
  }

  @Test
  void theCurveOfAValidationIsThatOfAHeadTrainedAlone() {
    List<Example> held = noisy(examples(6, 40));
    List<HeadPlan> plans =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    new HeadPlan(
                        model,
                        6,
                        new HeadExamples(noisy(examples(6, 30 + i)), held.subList(i, 40)),
                        HeadOptions.DEEPER,
                        i))
            .toList();

    assertSame(stacked.train(plans), alone.train(plans));
  }

  @Test
  void theSamePlansGiveTheSameBytesAndOrderGivesTheSameHeads() {
    List<HeadPlan> plans = ragged(6, slow().withEpochs(3).withMinSteps(0));
    List<HeadOutcome> first = stacked.train(plans);
    List<HeadPlan> reversed = new ArrayList<>(plans);
    Collections.reverse(reversed);

    List<HeadOutcome> backwards = new ArrayList<>(stacked.train(reversed));
    Collections.reverse(backwards);

    assertThat(digests(stacked.train(plans))).isEqualTo(digests(first));
    assertSame(backwards, first);
  }

  @Test
  void stacksOnSeveralThreadsDoNotDisturbEachOther() {
    List<HeadPlan> plans = ragged(7, HeadOptions.LAST_LAYER.withEpochs(5));
    List<Digest> expected = digests(stacked.train(plans));

    List<CompletableFuture<List<Digest>>> runs =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> digests(stacked.train(plans))))
            .limit(4)
            .toList();

    assertThat(runs).allSatisfy(run -> assertThat(run.join()).isEqualTo(expected));
  }

  @Test
  void theHeadsAreTheSameHoweverOftenGarbageIsCollectedMeanwhile() {
    List<HeadPlan> plans = ragged(6, slow().withEpochs(2).withMinSteps(0));
    List<Digest> expected = digests(stacked.train(plans));
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> collecting =
        CompletableFuture.runAsync(
            () -> {
              while (!stop.get()) {
                System.gc();
              }
            });
    try {
      for (int i = 0; i < 3; i++) {
        assertThat(digests(stacked.train(plans))).isEqualTo(expected);
      }
    } finally {
      stop.set(true);
      collecting.join();
    }
  }

  @Test
  void nothingToTrainIsNoMistake() {
    assertThat(stacked.train(List.of())).isEmpty();
  }

  @Test
  void whatCannotBeStackedIsRefused() {
    HeadPlan deep = plan(model, 5, 4, HeadOptions.DEEPER, 1);
    HeadPlan dropping = plan(model, 6, 4, HeadOptions.DEEPER.withDropout(true), 1);

    assertThat(StackedTrainer.canStack(model, 7)).isTrue();
    assertThat(StackedTrainer.canStack(model, 6)).isTrue();
    assertThat(StackedTrainer.canStack(model, 5)).isFalse();
    assertThat(stacked.canTrain(model, 6, HeadOptions.DEEPER)).isTrue();
    assertThat(stacked.canTrain(model, 6, dropping.options())).isFalse();
    assertThatThrownBy(() -> StackedTrainer.canStack(model, 8)).hasMessageContaining("8 of 8");
    assertThatThrownBy(() -> stacked.train(List.of(plan(model, 6, 4, HeadOptions.DEEPER, 1), deep)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 5");
    assertThatThrownBy(() -> stacked.train(List.of(dropping)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dropout=true");
    assertThatThrownBy(() -> new StackedTrainer(-1, System::nanoTime)).hasMessageContaining("-1");
  }

  @Test
  void whatIsAskedBeforeAStepEndsThemAll() {
    List<HeadPlan> plans = ragged(6, HeadOptions.DEEPER);
    AtomicInteger asked = new AtomicInteger();
    StackedTrainer stopped =
        StackedTrainer.asking(
            () -> {
              if (asked.incrementAndGet() == 5) {
                throw new UnsupportedOperationException("enough");
              }
            });
    stacked.train(plans);
    int before = TorchRuntime.liveArrays();

    assertThatThrownBy(() -> stopped.train(plans))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("enough");

    assertThat(asked.get()).isEqualTo(5);
    assertThat(TorchRuntime.liveArrays()).isEqualTo(before);
    assertThat(stopped.train(plans)).hasSameSizeAs(plans);
  }

  @Test
  void noNativeArrayIsLeftBehind() {
    HeadOptions brief = HeadOptions.DEEPER.withEpochs(1).withMinSteps(1);
    List<HeadPlan> plans = new ArrayList<>(ragged(6, brief));
    plans.add(spoiled(Float.NaN));
    stacked.train(plans);
    int before = TorchRuntime.liveArrays();

    for (int i = 0; i < 8; i++) {
      stacked.train(plans);
    }

    assertThat(TorchRuntime.liveArrays()).isEqualTo(before);
  }

  /** Heads of all sizes, seeds, weights and dtypes, from two starts, with options of their own. */
  private List<HeadPlan> ragged(int depth, HeadOptions options) {
    List<HeadPlan> plans = new ArrayList<>();
    for (int size : RAGGED) {
      HeadOptions own = options.withLearningRate(options.learningRate() / (1 + plans.size() % 3));
      LayeredModel start = plans.size() % 4 == 1 ? other : model;
      plans.add(plan(start, depth, size, own.withTemperature(1 + plans.size() % 3), plans.size()));
    }
    return plans;
  }

  private HeadPlan plan(LayeredModel start, int depth, int size, HeadOptions options, long seed) {
    HeadExamples examples = new HeadExamples(noisy(examples(depth, size)), List.of());
    return new HeadPlan(start, depth, examples, options, seed);
  }

  /** Slow enough for one example to gain from few steps. */
  private static HeadOptions slow() {
    return HeadOptions.DEEPER.withLearningRate(0.0003f);
  }

  private HeadPlan spoiled(float value) {
    float[] values = new float[512];
    Arrays.fill(values, value);
    List<Example> examples = new ArrayList<>(examples(6, 20));
    examples.add(new Example(List.of(Tensor.ofFloats(Shape.of(512), values)), 1, 1));
    return new HeadPlan(model, 6, new HeadExamples(examples, List.of()), HeadOptions.DEEPER, 3);
  }

  private List<Example> examples(int depth, int count) {
    return new ToyWriter(random.nextLong()).examples(model, depth, count);
  }

  /** The same with weights and some labels drawn, every third quantised. */
  private List<Example> noisy(List<Example> examples) {
    return examples.stream()
        .map(
            e ->
                new Example(
                    random.nextInt(3) == 0
                        ? e.activation().stream().map(t -> t.to(DType.INT8)).toList()
                        : e.activation(),
                    random.nextInt(8) == 0 ? random.nextInt(ToyWriter.LABELS) : e.label(),
                    0.1f + random.nextFloat()))
        .toList();
  }

  private void assertSame(List<HeadOutcome> found, List<HeadOutcome> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertSame(found.get(i).orThrow(), expected.get(i).orThrow());
    }
  }

  private void assertSame(TrainedHead found, TrainedHead expected) {
    for (String metric : new String[] {"examples", "epochs", "steps"}) {
      assertThat(found.metrics().get(metric)).isEqualTo(expected.metrics().get(metric));
    }
    for (String metric : new String[] {"lossBefore", "loss", "accuracyBefore", "trainAccuracy"}) {
      assertThat(found.metrics().get(metric))
          .as(metric)
          .isCloseTo(expected.metrics().get(metric), within(SAME));
    }
    assertThat(found.curve()).hasSameSizeAs(expected.curve());
    for (int i = 0; i < found.curve().size(); i++) {
      assertSame(found.curve().get(i), expected.curve().get(i));
    }
    assertThat(difference(values(found), values(expected))).isLessThan(SAME);
  }

  private static void assertSame(CurvePoint found, CurvePoint expected) {
    assertThat(found.epoch()).isEqualTo(expected.epoch());
    assertThat(found.loss()).isCloseTo(expected.loss(), within(SAME));
    assertThat(found.validationLoss()).isCloseTo(expected.validationLoss(), within(SAME));
    assertThat(found.validationRight()).isCloseTo(expected.validationRight(), within(SAME));
  }

  private static Tensor scaled(Tensor tensor, float factor) {
    float[] values = tensor.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return Tensor.ofFloats(tensor.shape(), values);
  }

  private static double difference(List<float[]> found, List<float[]> expected) {
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < expected.get(i).length; j++) {
        double difference = Math.abs(found.get(i)[j] - expected.get(i)[j]);
        largest = difference <= largest ? largest : difference;
      }
    }
    return largest;
  }

  private List<float[]> values(TrainedHead head) {
    int depth = model.layerCount() - head.layers().size();
    try (LayeredModel trained = model.withLayers(depth, head.layers());
        ThawedLayers layers = ThawedLayers.copyOf(trained, depth)) {
      return IntStream.range(0, head.layers().size())
          .mapToObj(layers::parameters)
          .flatMap(List::stream)
          .map(NDArray::toFloatArray)
          .toList();
    }
  }

  private static List<Digest> digests(List<HeadOutcome> outcomes) {
    return outcomes.stream()
        .flatMap(outcome -> outcome.orThrow().layers().stream())
        .map(Digest::of)
        .toList();
  }
}

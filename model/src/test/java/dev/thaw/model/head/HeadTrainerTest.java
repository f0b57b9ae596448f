package dev.thaw.model.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadTrainerTest {
  private static final long SEED = 20261120;
  private static final int LAYERS = 8;

  private final LayeredModel model = LayeredModel.create(ToyWriter.TASK, SEED);
  private final ToyWriter writer = new ToyWriter(SEED);
  private final HeadTrainer trainer = new HeadTrainer();

  @AfterEach
  void closeModel() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 6, 5, 4})
  void trainingFromAnyDepthImprovesOnUnseenCharacters(int depth) {
    List<Example> scored = writer.examples(model, depth, 50);
    // The features are random, so the head has a longer way to go than a person's.
    HeadOptions options =
        HeadOptions.forThawed(LAYERS - depth)
            .withBatchSize(32)
            .withEpochs(60)
            .withLearningRate(0.005f)
            .withL2(0);

    TrainedHead head = trainer.train(model, depth, writer.examples(model, depth, 40), options, 1);

    try (LayeredModel personal = model.withLayers(depth, head.layers())) {
      assertThat(ToyWriter.accuracy(model, depth, scored)).isLessThan(0.6);
      assertThat(ToyWriter.accuracy(personal, depth, scored)).isGreaterThan(0.8);
    }
    assertThat(head.metrics().get("loss")).isLessThan(head.metrics().get("lossBefore"));
    assertThat(head.metrics().get("trainAccuracy")).isGreaterThan(0.9);
  }

  @Test
  void theModelThatTrainingStartsFromStaysAsItWas() {
    List<Digest> before = digests();

    trainer.train(model, 3, writer.examples(model, 3, 10), brief(), 1);

    assertThat(digests()).isEqualTo(before);
    assertThat(model.layerBytes(6))
        .satisfies(b -> assertThat(Digest.of(b)).isEqualTo(before.get(6)));
  }

  @Test
  void layersBelowTheDepthAreNeverRun() {
    List<Example> examples = writer.examples(model, 6, 10);
    long runs = model.layerRuns(0);

    trainer.train(model, 6, examples, brief(), 1);

    assertThat(model.layerRuns(0)).isEqualTo(runs);
  }

  @Test
  void runningStatisticsDoNotMove() {
    byte[] before = model.layerBytes(6);

    byte[] after =
        trainer.train(model, 6, writer.examples(model, 6, 40), brief(), 1).layers().get(0);

    // The last two parameters of fc1 are norm.mean and norm.variance: 128 values each, and the
    // second one's name, dtype, rank and extent between them.
    int statistics = 128 * Float.BYTES + (2 + "norm.variance".length() + 6) + 128 * Float.BYTES;
    assertThat(tail(after, statistics)).isEqualTo(tail(before, statistics));
    assertThat(after).hasSameSizeAs(before).isNotEqualTo(before);
  }

  @Test
  void theSameSeedAndExamplesGiveTheSameBytes() {
    List<Example> examples = writer.examples(model, 6, 40);

    List<Digest> first = train(examples, 9);

    assertThat(train(examples, 9)).isEqualTo(first);
    assertThat(train(examples, 10)).doesNotContainAnyElementsOf(first);
  }

  @Test
  void anExampleOfNoWeightIsTheSameAsNone() {
    List<Example> examples = writer.examples(model, 6, 20);
    List<Example> padded = new ArrayList<>(examples);
    padded.add(3, weighted(examples.get(5), 1, 0));

    assertThat(train(padded, 1)).isEqualTo(train(examples, 1));
  }

  @Test
  void ofTwoLabelsForOneCharacterTheHeavierWins() {
    Example example = writer.examples(model, 6, 1).get(0);
    for (int winner = 1; winner <= 2; winner++) {
      List<Example> contradiction =
          List.of(
              weighted(example, 1, winner == 1 ? 1 : 0.1f),
              weighted(example, 2, winner == 2 ? 1 : 0.1f));

      TrainedHead head = trainer.train(model, 6, contradiction, HeadOptions.DEEPER, 1);

      try (LayeredModel trained = model.withLayers(6, head.layers())) {
        assertThat(ToyWriter.predict(trained, 6, example)).isEqualTo(winner);
      }
    }
  }

  @Test
  void onlyRatiosOfWeightsMatter() {
    List<Example> examples = writer.examples(model, 6, 20);
    List<Example> light = examples.stream().map(e -> weighted(e, e.label(), 0.25f)).toList();

    assertThat(train(light, 1)).isEqualTo(train(examples, 1));
  }

  @Test
  void aStrongPullKeepsTheHeadAtItsStart() {
    List<Example> examples = writer.examples(model, 6, 40);

    double free =
        change(trainer.train(model, 6, examples, HeadOptions.DEEPER.withEpochs(100).withL2(0), 1));
    double held =
        change(trainer.train(model, 6, examples, HeadOptions.DEEPER.withEpochs(100).withL2(10), 1));

    assertThat(held).isLessThan(free / 2);
  }

  @Test
  void quantisedActivationsTrainToo() {
    List<Example> examples =
        writer.examples(model, 6, 40).stream()
            .map(e -> new Example(int8(e.activation()), e.label(), 1))
            .toList();

    TrainedHead head = trainer.train(model, 6, examples, HeadOptions.DEEPER, 1);

    assertThat(head.metrics().get("trainAccuracy")).isGreaterThan(0.9);
  }

  @Test
  void fewExamplesGetTheLeastNumberOfStepsAndMetricsCountThem() {
    AtomicLong clock = new AtomicLong();
    HeadTrainer timed = new HeadTrainer(() -> clock.getAndAdd(2_000_000_000));
    HeadOptions options = HeadOptions.DEEPER.withEpochs(2).withBatchSize(4).withMinSteps(10);

    TrainedHead head = timed.train(model, 7, writer.examples(model, 7, 9), options, 1);

    assertThat(head.metrics())
        .containsEntry("examples", 9.0)
        .containsEntry("epochs", 4.0)
        .containsEntry("steps", 12.0)
        .containsEntry("seconds", 2.0);
  }

  @Test
  void aTrainingEndsWithTheStepThatWhatItAsksRefuses() {
    List<Example> examples = writer.examples(model, 6, 40);
    AtomicLong asked = new AtomicLong();
    HeadTrainer stopped =
        HeadTrainer.asking(
            () -> {
              if (asked.incrementAndGet() == 5) {
                throw new UnsupportedOperationException("enough");
              }
            });

    assertThatThrownBy(() -> stopped.train(model, 6, examples, brief(), 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("enough");

    assertThat(asked.get()).isEqualTo(5);
    assertThat(stopped.train(model, 6, examples, brief(), 1).layers())
        .as("nothing is left of the one that ended")
        .usingRecursiveComparison()
        .isEqualTo(trainer.train(model, 6, examples, brief(), 1).layers());
  }

  @Test
  void aHeadThatGainsTooLittleIsTrainedForFewerEpochsAndSaysHowMany() {
    HeadOptions options = HeadOptions.DEEPER.withEpochs(60);
    List<Example> examples = writer.examples(model, 6, 40);

    TrainedHead all = trainer.train(model, 6, examples, options, 1);
    TrainedHead fewer = trainer.train(model, 6, examples, options.withLeastGain(0.2f), 1);

    assertThat(all.metrics()).containsEntry("epochs", 60.0).containsEntry("steps", 60.0);
    int epochs = fewer.curve().size() - 1;
    assertThat(epochs).isBetween(2, 59);
    assertThat(fewer.metrics())
        .containsEntry("epochs", (double) epochs)
        .containsEntry("steps", (double) epochs);
    assertThat(fewer.curve()).isEqualTo(all.curve().subList(0, epochs + 1));
  }

  @Test
  void ofManyPlansEachGivesTheHeadThatItGivesAloneAndOnlyTheOneThatDivergesFails() {
    Tensor huge = Tensor.ofFloats(Shape.of(512), filled(512, Float.MAX_VALUE));
    List<Example> examples = writer.examples(model, 6, 20);
    HeadPlan well = plan(examples);
    HeadPlan bad = plan(List.of(new Example(List.of(huge), 0, 1)));

    List<HeadOutcome> outcomes = trainer.train(List.of(well, bad, well));

    assertThat(outcomes.get(1)).isInstanceOf(HeadOutcome.Failed.class);
    assertThatThrownBy(outcomes.get(1)::orThrow).isInstanceOf(ModelException.class);
    for (HeadOutcome good : List.of(outcomes.get(0), outcomes.get(2))) {
      assertThat(good.orThrow().layers().stream().map(Digest::of).toList())
          .isEqualTo(train(examples, 1));
    }
  }

  private HeadPlan plan(List<Example> examples) {
    return new HeadPlan(model, 6, new HeadExamples(examples, List.of()), brief(), 1);
  }

  @Test
  void aLossThatIsNotFiniteIsRefused() {
    Tensor huge = Tensor.ofFloats(Shape.of(128), filled(128, Float.MAX_VALUE));
    List<Example> examples = List.of(new Example(List.of(huge), 0, 1));

    assertThatThrownBy(() -> trainer.train(model, 7, examples, HeadOptions.LAST_LAYER, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("diverged");
  }

  @Test
  void aLossThatExplodesIsRefused() {
    List<Example> examples = new ArrayList<>();
    for (Example example : writer.examples(model, 4, 60)) {
      examples.add(weighted(example, examples.size() * 7 % 5, 1));
    }
    HeadOptions wild = new HeadOptions(1, 0, 4, 1, 1e6f, false, 1);

    assertThatThrownBy(() -> trainer.train(model, 4, examples, wild, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("diverged");
    assertThat(trainer.train(model, 4, examples, brief(), 1).layers()).hasSize(4);
  }

  @Test
  void trainingsOnManyThreadsTakeTurnsAndDoNotDisturbEachOther() {
    List<Example> examples = writer.examples(model, 6, 30);
    List<Digest> alone = train(examples, 4);

    List<CompletableFuture<List<Digest>>> runs =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> train(examples, 4)))
            .limit(4)
            .toList();

    for (CompletableFuture<List<Digest>> run : runs) {
      assertThat(run.join()).isEqualTo(alone);
    }
  }

  @Test
  void aCallersMistakeNamesTheValue() {
    List<Example> examples = writer.examples(model, 6, 2);
    HeadOptions options = HeadOptions.DEEPER;

    assertThatThrownBy(() -> trainer.train(model, 8, examples, options, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 of 8");
    assertThatThrownBy(() -> trainer.train(model, 7, examples, options, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[512]");
    assertThatThrownBy(
            () -> trainer.train(model, 6, List.of(weighted(examples.get(0), 5, 1)), options, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label 5");
    assertThatThrownBy(
            () -> trainer.train(model, 6, List.of(weighted(examples.get(0), 0, 0)), options, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive weight");
  }

  /** Digests of the layers of a short training at depth 6. */
  private List<Digest> train(List<Example> examples, long seed) {
    return trainer.train(model, 6, examples, brief(), seed).layers().stream()
        .map(Digest::of)
        .toList();
  }

  private static HeadOptions brief() {
    return HeadOptions.DEEPER.withEpochs(2).withMinSteps(4);
  }

  private List<Digest> digests() {
    return IntStream.range(0, LAYERS).mapToObj(model::layerDigest).toList();
  }

  /** Mean absolute change of the last bias. */
  private double change(TrainedHead head) {
    FloatBuffer before = bias(model.layerBytes(7));
    FloatBuffer after = bias(head.layers().get(1));
    double sum = 0;
    for (int i = 0; i < before.capacity(); i++) {
      sum += Math.abs(before.get(i) - after.get(i));
    }
    return sum / before.capacity();
  }

  /** The values of fc2's bias, which stand at the end of its bytes. */
  private static FloatBuffer bias(byte[] layer) {
    return ByteBuffer.wrap(tail(layer, ToyWriter.LABELS * Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  private static byte[] tail(byte[] bytes, int length) {
    return Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
  }

  private static List<Tensor> int8(List<Tensor> activation) {
    return activation.stream().map(t -> t.to(DType.INT8)).toList();
  }

  private static Example weighted(Example example, int label, float weight) {
    return new Example(example.activation(), label, weight);
  }

  private static float[] filled(int size, float value) {
    float[] values = new float[size];
    Arrays.fill(values, value);
    return values;
  }
}

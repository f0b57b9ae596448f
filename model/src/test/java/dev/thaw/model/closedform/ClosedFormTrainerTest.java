package dev.thaw.model.closedform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.TorchRuntime;
import dev.thaw.model.head.CurvePoint;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.ToyWriter;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosedFormTrainerTest {
  private static final int DEPTH = 6;
  private static final int LAYERS = 8;
  private static final ClosedFormOptions OPTIONS = ClosedFormOptions.defaults().withPacked(false);

  private final LayeredModel model = LayeredModel.create(ToyWriter.TASK, 20261121);
  private final ToyWriter writer = new ToyWriter(20261121);
  private final ClosedFormTrainer trainer = new ClosedFormTrainer();

  @AfterEach
  void closeModel() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 6, 5, 4})
  void aHeadAtAnyDepthImprovesOnUnseenCharacters(int depth) {
    List<Example> scored = writer.examples(model, depth, 50);

    TrainedHead head = train(depth, writer.examples(model, depth, 40), List.of());

    assertThat(ToyWriter.accuracy(model, depth, scored)).isLessThan(0.6);
    try (LayeredModel personal = model.withLayers(depth, head.layers())) {
      assertThat(ToyWriter.accuracy(personal, depth, scored)).isGreaterThan(0.9);
    }
    assertThat(head.metrics().get("loss")).isLessThan(head.metrics().get("lossBefore"));
    assertThat(head.metrics().get("trainAccuracy")).isGreaterThan(0.9);
  }

  @Test
  void onlyOneLayerIsNew() {
    List<byte[]> layers = train(DEPTH, writer.examples(model, DEPTH, 20), List.of()).layers();

    assertThat(layers).hasSize(LAYERS - DEPTH + 1);
    for (int layer = DEPTH; layer < LAYERS; layer++) {
      assertThat(Digest.of(layers.get(layer - DEPTH))).isEqualTo(model.layerDigest(layer));
    }
  }

  @Test
  void layersBelowTheDepthAreNeverRun() {
    List<Example> examples = writer.examples(model, DEPTH, 10);
    long runs = model.layerRuns(0);
    train(DEPTH, examples, examples);
    assertThat(model.layerRuns(0)).isEqualTo(runs);
  }

  @Test
  void generalExamplesAreRunOnceForAllHeads() {
    List<Example> examples = writer.examples(model, DEPTH, 10);
    List<Example> general = weighted(writer.examples(model, DEPTH, 10), 0.5f);
    train(DEPTH, examples, general);
    long runs = model.layerRuns(DEPTH);
    List<Example> wrappedAnew =
        general.stream()
            .map(e -> new Example(new ArrayList<>(e.activation()), e.label(), e.weight()))
            .toList();
    train(DEPTH, examples, wrappedAnew);
    assertThat(model.layerRuns(DEPTH)).isEqualTo(runs + 1);
    train(DEPTH, examples, weighted(general, 0.25f));
    assertThat(model.layerRuns(DEPTH)).isEqualTo(runs + 3);
  }

  @Test
  void generalExamplesKeepWhatTheyWereRecognisedAs() {
    List<Example> general = weighted(writer.examples(model, DEPTH, 50), 1);
    List<Example> wrong =
        writer.examples(model, DEPTH, 10).stream()
            .map(e -> new Example(e.activation(), (e.label() + 1) % ToyWriter.LABELS, 0.01f))
            .toList();
    try (LayeredModel free = model.withLayers(DEPTH, train(DEPTH, wrong, List.of()).layers());
        LayeredModel held = model.withLayers(DEPTH, train(DEPTH, wrong, general).layers())) {
      assertThat(changed(held, general)).isLessThan(changed(free, general)).isLessThan(5);
    }
  }

  @Test
  void fewExamplesAndManyGiveTheSameHeadByTheirTwoWays() {
    assertBothWaysAgree(List.of());
  }

  @Test
  void fewExamplesAndManyGiveTheSameHeadBesideGeneralOnes() {
    assertBothWaysAgree(weighted(writer.examples(model, DEPTH, 70), 0.25f));
  }

  /**
   * 60 rows are fewer than half of 640 columns; the same rows twelve times over with a twelfth of
   * their weight say the same with more rows than columns.
   */
  private void assertBothWaysAgree(List<Example> general) {
    List<Example> few = writer.examples(model, DEPTH, 60);
    List<Example> many = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      many.addAll(weighted(few, 1f / 12));
    }
    try (LayeredModel dual = model.withLayers(DEPTH, train(DEPTH, few, general).layers());
        LayeredModel primal = model.withLayers(DEPTH, train(DEPTH, many, general).layers())) {
      for (Example example : few) {
        float[] expected = logits(dual, example);
        float[] found = logits(primal, example);
        for (int i = 0; i < expected.length; i++) {
          assertThat(found[i]).isCloseTo(expected[i], within(2e-3f));
        }
      }
    }
  }

  @Test
  void theSameExamplesGiveTheSameBytes() {
    List<Example> examples = writer.examples(model, DEPTH, 30);
    List<Example> general = weighted(writer.examples(model, DEPTH, 30), 0.2f);
    byte[] first = train(DEPTH, examples, general).layers().get(2);
    train(DEPTH, examples.subList(0, 10), List.of());
    byte[] again =
        new ClosedFormTrainer()
            .train(model, DEPTH, only(examples), general, OPTIONS)
            .layers()
            .get(2);
    assertThat(again).isEqualTo(first);
  }

  @Test
  void headsOfOneTrainerOnSeveralThreadsAreThoseOfOne() {
    List<Example> general = weighted(writer.examples(model, DEPTH, 30), 0.2f);
    List<List<Example>> people = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      people.add(writer.examples(model, DEPTH, 10 + i));
    }
    List<byte[]> alone = people.stream().map(each -> residual(each, general)).toList();

    List<CompletableFuture<byte[]>> together =
        people.stream()
            .map(each -> CompletableFuture.supplyAsync(() -> residual(each, general)))
            .toList();

    assertThat(together.stream().map(CompletableFuture::join)).containsExactlyElementsOf(alone);
  }

  @Test
  void whatIsMeasuredOnDoesNotChangeTheHead() {
    List<Example> examples = writer.examples(model, DEPTH, 30);
    HeadExamples measured = new HeadExamples(examples, writer.examples(model, DEPTH, 20));
    TrainedHead head = trainer.train(model, DEPTH, measured, List.of(), OPTIONS);

    assertThat(head.layers().get(2)).isEqualTo(train(DEPTH, examples, List.of()).layers().get(2));
    CurvePoint last = head.curve().get(OPTIONS.steps());
    assertThat(head.curve()).hasSize(OPTIONS.steps() + 1);
    assertThat(last.validationRight()).isGreaterThan(head.curve().get(0).validationRight());
    assertThat(last.validationLoss()).isLessThan(head.curve().get(0).validationLoss());
  }

  @Test
  void aModelWithSuchALayerIsNoStart() {
    List<Example> first = writer.examples(model, DEPTH, 40);
    try (LayeredModel cohort = model.withLayers(DEPTH, train(DEPTH, first, List.of()).layers())) {
      assertThat(ResidualBasis.of(cohort, DEPTH)).isEmpty();
      assertThatThrownBy(() -> trainer.train(cohort, DEPTH, only(first), List.of(), OPTIONS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no residual layer can be fitted");
    }
  }

  @Test
  void aHeadOfFewUploadsCountsInPart() {
    List<Example> few = writer.examples(model, DEPTH, 8);
    HeadExamples measured = new HeadExamples(few, few);
    TrainedHead full = trainer.train(model, DEPTH, measured, List.of(), full(1));
    TrainedHead part = trainer.train(model, DEPTH, measured, List.of(), full(32));
    try (LayeredModel all = model.withLayers(DEPTH, full.layers());
        LayeredModel some = model.withLayers(DEPTH, part.layers())) {
      for (Example example : few) {
        float[] before = logits(model, LAYERS, example);
        float[] inFull = logits(all, LAYERS + 1, example);
        float[] inPart = logits(some, LAYERS + 1, example);
        for (int i = 0; i < before.length; i++) {
          float start = before[i] / OPTIONS.temperature();
          assertThat(inPart[i] - start).isCloseTo((inFull[i] - start) / 4, within(1e-4f));
        }
      }
    }
    assertThat(part.curve().get(OPTIONS.steps()).validationLoss())
        .isGreaterThan(full.curve().get(OPTIONS.steps()).validationLoss());
    assertThat(part.curve().get(OPTIONS.steps()).loss())
        .isEqualTo(full.curve().get(OPTIONS.steps()).loss());
  }

  @Test
  void whatIsMeasuredOnIsReadAsTheHeadReadsIt() {
    List<Example> all = writer.examples(model, DEPTH, 80);
    List<Example> some = all.stream().filter(e -> e.label() < 3).toList();
    TrainedHead head = trainer.train(model, DEPTH, new HeadExamples(some, all), List.of(), OPTIONS);
    try (LayeredModel personal = model.withLayers(DEPTH, head.layers())) {
      assertThat(head.curve().get(OPTIONS.steps()).validationRight())
          .isCloseTo(ToyWriter.accuracy(personal, DEPTH, all), within(1e-6));
    }
  }

  private static float[] logits(LayeredModel from, int layers, Example example) {
    return from.forward(DEPTH, layers, example.activation()).get(0).toFloats();
  }

  /** Unrestrained, and counted in full from so many uploads on. */
  private static ClosedFormOptions full(int uploads) {
    return new ClosedFormOptions(
        OPTIONS.temperature(), OPTIONS.steps(), 2, OPTIONS.ridge(), false, 1, uploads);
  }

  @Test
  void weightsInInt8AnswerAlmostTheSame() {
    List<Example> examples = writer.examples(model, DEPTH, 40);
    try (LayeredModel exact = model.withLayers(DEPTH, train(DEPTH, examples, List.of()).layers());
        LayeredModel packed =
            model.withLayers(
                DEPTH,
                trainer
                    .train(model, DEPTH, only(examples), List.of(), OPTIONS.withPacked(true))
                    .layers())) {
      for (Example example : examples) {
        assertThat(ToyWriter.predict(packed, DEPTH, example))
            .isEqualTo(ToyWriter.predict(exact, DEPTH, example));
      }
    }
  }

  @Test
  void oneSampleOneClassAndOnlyWrongLabelsGiveAHeadThatIsSound() {
    List<Example> examples = writer.examples(model, DEPTH, 30);
    List<Example> general = weighted(writer.examples(model, DEPTH, 30), 0.25f);
    List<Example> sameClass = examples.stream().filter(e -> e.label() == 2).toList();
    List<Example> wrong = sameClass.stream().map(e -> new Example(e.activation(), 3, 1)).toList();
    for (List<Example> odd : List.of(examples.subList(0, 1), sameClass, wrong, copies(examples))) {
      TrainedHead head = train(DEPTH, odd, general);
      assertThat(head.metrics().get("loss")).isLessThanOrEqualTo(head.metrics().get("lossBefore"));
      try (LayeredModel personal = model.withLayers(DEPTH, head.layers())) {
        for (Example example : examples) {
          for (float logit : logits(personal, example)) {
            assertThat(logit).isFinite();
          }
        }
      }
    }
  }

  @Test
  void valuesThatAreNotFiniteNeverMakeAHead() {
    List<Example> examples = new ArrayList<>(writer.examples(model, DEPTH, 10));
    float[] values = examples.get(3).activation().get(0).toFloats();
    for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      values[7] = odd;
      Tensor broken = Tensor.ofFloats(examples.get(3).activation().get(0).shape(), values);
      examples.set(3, new Example(List.of(broken), 1, 1));
      assertThatThrownBy(() -> train(DEPTH, examples, List.of()))
          .isInstanceOf(ModelException.class);
    }
  }

  @Test
  void whatCannotBeFittedIsRefused() {
    List<Example> examples = writer.examples(model, DEPTH, 3);
    List<Example> unknown = List.of(new Example(examples.get(0).activation(), 5, 1));
    assertThatThrownBy(() -> train(DEPTH, unknown, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no label 5");
    assertThatThrownBy(() -> train(7, examples, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shapes");
    assertThatThrownBy(() -> train(LAYERS, examples, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noNativeArrayIsLeftBehind() {
    List<Example> examples = writer.examples(model, DEPTH, 20);
    List<Example> general = weighted(writer.examples(model, DEPTH, 20), 0.25f);
    train(DEPTH, examples, general);
    int before = nativeArrays();
    for (int i = 0; i < 50; i++) {
      train(DEPTH, examples, general);
    }
    assertThat(nativeArrays()).isEqualTo(before);
  }

  private TrainedHead train(int depth, List<Example> examples, List<Example> general) {
    return trainer.train(model, depth, only(examples), general, OPTIONS);
  }

  private byte[] residual(List<Example> examples, List<Example> general) {
    return train(DEPTH, examples, general).layers().get(LAYERS - DEPTH);
  }

  private static HeadExamples only(List<Example> examples) {
    return new HeadExamples(examples, List.of());
  }

  private static List<Example> weighted(List<Example> examples, float weight) {
    return examples.stream().map(e -> new Example(e.activation(), e.label(), weight)).toList();
  }

  /** The same sample many times: its equations are as singular as they get. */
  private static List<Example> copies(List<Example> examples) {
    Example[] copies = new Example[1000];
    Arrays.fill(copies, examples.get(0));
    return List.of(copies);
  }

  private long changed(LayeredModel other, List<Example> examples) {
    return examples.stream()
        .filter(e -> ToyWriter.predict(other, DEPTH, e) != ToyWriter.predict(model, DEPTH, e))
        .count();
  }

  private static float[] logits(LayeredModel model, Example example) {
    return model.forward(DEPTH, model.layerCount(), example.activation()).get(0).toFloats();
  }

  private static int nativeArrays() {
    try (NDManager manager = TorchRuntime.newManager()) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }
}

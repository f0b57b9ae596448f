package dev.thaw.model.closedform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.model.head.ToyWriter;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Uploads that no head can learn from, to both trainers: what comes out is a head that is no worse
 * on what it was made of, or a refusal, never numbers that are not finite.
 */
class BadInputTest {
  private static final int DEPTH = 6;
  private static final long SEED = 20261122;
  private static final ClosedFormOptions OPTIONS = ClosedFormOptions.defaults().withPacked(false);

  /** A general model that recognises its classes, and what it was made of. */
  private static LayeredModel model = LayeredModel.create(ToyWriter.TASK, SEED);

  private static final ToyWriter WRITER = new ToyWriter(SEED);
  private static List<Example> uploads = List.of();
  private static List<Example> general = List.of();
  private static List<Example> scored = List.of();

  /** Who fits. */
  enum Trainer {
    FIVE_STEPS {
      @Override
      TrainedHead train(List<Example> examples, List<Example> beside, ClosedFormOptions options) {
        HeadExamples only = new HeadExamples(examples, List.of());
        return new ClosedFormTrainer().train(model, DEPTH, only, beside, options);
      }
    },
    ONE_STEP {
      @Override
      TrainedHead train(List<Example> examples, List<Example> beside, ClosedFormOptions options) {
        Contributions of = Contributions.of(model, DEPTH, options.temperature());
        Statistics sums = of.empty();
        Map<Example, Contribution> known = new IdentityHashMap<>();
        examples.forEach(example -> sums.add(known.computeIfAbsent(example, of::of)));
        return new OneStepTrainer()
            .train(model, DEPTH, sums, labels(examples), List.of(), beside, options);
      }
    };

    abstract TrainedHead train(
        List<Example> examples, List<Example> beside, ClosedFormOptions options);

    private static Set<Integer> labels(List<Example> examples) {
      return examples.stream().map(Example::label).collect(Collectors.toSet());
    }
  }

  @BeforeAll
  static void makeGeneralModel() {
    LayeredModel untrained = model;
    List<Example> all = WRITER.examples(untrained, DEPTH, 60);
    HeadOptions options = HeadOptions.forThawed(2).withEpochs(60);
    TrainedHead head = new HeadTrainer().train(untrained, DEPTH, all, options, SEED);
    model = untrained.withLayers(DEPTH, head.layers());
    untrained.close();
    uploads = WRITER.examples(model, DEPTH, 40);
    general = weighted(WRITER.examples(model, DEPTH, 50), 0.25f);
    scored = WRITER.examples(model, DEPTH, 50);
    assertThat(ToyWriter.accuracy(model, DEPTH, scored)).isGreaterThan(0.9);
  }

  @AfterAll
  static void closeModel() {
    model.close();
  }

  @ParameterizedTest
  @EnumSource
  void oneSampleGivesASoundHead(Trainer trainer) {
    assertSound(trainer, uploads.subList(0, 1), OPTIONS);
  }

  @ParameterizedTest
  @EnumSource
  void oneClassGivesASoundHead(Trainer trainer) {
    assertSound(trainer, of(2), OPTIONS);
  }

  @ParameterizedTest
  @EnumSource
  void theSameSampleAThousandTimesGivesASoundHead(Trainer trainer) {
    assertSound(trainer, Collections.nCopies(1_000, uploads.get(0)), OPTIONS);
  }

  @ParameterizedTest
  @EnumSource
  void anActivationOfZerosGivesASoundHead(Trainer trainer) {
    Shape shape = uploads.get(0).activation().get(0).shape();
    Tensor zeros = Tensor.ofFloats(shape, new float[shape.elements()]);
    List<Example> some = new ArrayList<>(uploads);
    some.add(new Example(List.of(zeros), 1, 1));
    assertSound(trainer, some, OPTIONS);
    assertSound(trainer, List.of(new Example(List.of(zeros), 1, 1)), OPTIONS);
  }

  /** A step that goes too far is taken back by half, and the next ones go on from there. */
  @ParameterizedTest
  @EnumSource
  void stepsThatGoTooFarGiveASoundHeadAllTheSame(Trainer trainer) {
    ClosedFormOptions far = new ClosedFormOptions(2, 8, 60, 1, false, 1, 1);
    assertSound(trainer.train(of(2), general, far), of(2));
    assertSound(trainer.train(uploads, general, far), uploads);
  }

  @ParameterizedTest
  @EnumSource
  void aClassWithOnlyWrongLabelsLeavesTheOthersAsTheyWere(Trainer trainer) {
    List<Example> wrong = of(2).stream().map(e -> new Example(e.activation(), 3, 1)).toList();
    List<Example> all = new ArrayList<>(wrong);
    uploads.stream().filter(e -> e.label() != 2).forEach(all::add);

    TrainedHead head = trainer.train(all, general, OPTIONS);

    try (LayeredModel personal = model.withLayers(DEPTH, head.layers())) {
      assertFinite(personal);
      List<Example> others = scored.stream().filter(e -> e.label() != 2).toList();
      assertThat(ToyWriter.accuracy(personal, DEPTH, others))
          .isGreaterThanOrEqualTo(ToyWriter.accuracy(model, DEPTH, others));
    }
  }

  @ParameterizedTest
  @EnumSource
  void wrongLabelsAloneHardlyTouchTheOtherClasses(Trainer trainer) {
    List<Example> wrong = of(2).stream().map(e -> new Example(e.activation(), 3, 1)).toList();

    TrainedHead head = trainer.train(wrong, general, OPTIONS);

    try (LayeredModel personal = model.withLayers(DEPTH, head.layers())) {
      assertFinite(personal);
      List<Example> others = scored.stream().filter(e -> e.label() != 2).toList();
      assertThat(ToyWriter.accuracy(personal, DEPTH, others))
          .isGreaterThanOrEqualTo(ToyWriter.accuracy(model, DEPTH, others) - 0.1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void equationsThatAreAlmostSingularGiveASoundHeadOrARefusal(Trainer trainer) {
    Stream<List<Example>> odd =
        Stream.of(
            uploads, uploads.subList(0, 1), of(2), Collections.nCopies(1_000, uploads.get(0)));
    odd.forEach(
        examples -> {
          for (float ridge : new float[] {1e-6f, 1e-12f}) {
            ClosedFormOptions thin =
                new ClosedFormOptions(2, OPTIONS.steps(), OPTIONS.stepFactor(), ridge, false, 1, 1);
            assertSoundOrRefused(trainer, examples, general, thin);
            assertSoundOrRefused(trainer, examples, List.of(), thin);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aValueThatIsNotFiniteIsRefusedAndNamed(float value) {
    for (Trainer trainer : Trainer.values()) {
      for (int at : new int[] {0, 7, 511}) {
        List<Example> some = new ArrayList<>(uploads);
        float[] values = some.get(3).activation().get(0).toFloats();
        values[at] = value;
        Tensor broken = Tensor.ofFloats(some.get(3).activation().get(0).shape(), values);
        some.set(3, new Example(List.of(broken), 3, 1));
        assertThatThrownBy(() -> trainer.train(some, general, OPTIONS))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("label 3")
            .hasMessageContaining("not finite");
      }
    }
  }

  private static void assertSound(
      Trainer trainer, List<Example> examples, ClosedFormOptions options) {
    assertSound(trainer.train(examples, general, options), examples);
  }

  private static void assertSoundOrRefused(
      Trainer trainer, List<Example> examples, List<Example> beside, ClosedFormOptions options) {
    TrainedHead head;
    try {
      head = trainer.train(examples, beside, options);
    } catch (ModelException e) {
      assertThat(e).hasMessageContaining("head");
      return;
    }
    assertSound(head, examples);
  }

  /** Finite, and no worse than the model it started from on the uploads themselves. */
  private static void assertSound(TrainedHead head, List<Example> examples) {
    assertThat(head.metrics().get("loss")).isFinite();
    try (LayeredModel personal = model.withLayers(DEPTH, head.layers())) {
      assertFinite(personal);
      assertThat(meanLoss(personal, examples, 1))
          .isLessThanOrEqualTo(meanLoss(model, examples, OPTIONS.temperature()) + 1e-3);
    }
  }

  private static double meanLoss(LayeredModel from, List<Example> examples, float temperature) {
    return examples.stream()
        .distinct()
        .mapToDouble(example -> loss(logits(from, example), example.label(), temperature))
        .average()
        .orElseThrow();
  }

  private static double loss(float[] logits, int label, float temperature) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit / temperature);
    }
    return Math.log(sum) - logits[label] / temperature;
  }

  private static void assertFinite(LayeredModel personal) {
    for (Example example : scored) {
      for (float logit : logits(personal, example)) {
        assertThat(logit).isFinite();
      }
    }
  }

  private static float[] logits(LayeredModel from, Example example) {
    return from.forward(DEPTH, from.layerCount(), example.activation()).get(0).toFloats();
  }

  private static List<Example> of(int label) {
    return uploads.stream().filter(example -> example.label() == label).toList();
  }

  private static List<Example> weighted(List<Example> examples, float weight) {
    return examples.stream().map(e -> new Example(e.activation(), e.label(), weight)).toList();
  }
}

package dev.thaw.model.closedform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.TorchRuntime;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.ToyWriter;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneStepTrainerTest {
  /** Whatever the labels are: none is held apart. */
  private static final Set<Integer> ALL = Set.of();

  private static final int DEPTH = 6;
  private static final long SEED = 20261122;
  private static final ClosedFormOptions OPTIONS = ClosedFormOptions.defaults().withPacked(false);

  private final LayeredModel model = LayeredModel.create(ToyWriter.TASK, SEED);
  private final ToyWriter writer = new ToyWriter(SEED);
  private final OneStepTrainer trainer = new OneStepTrainer();

  @AfterEach
  void closeModel() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 6, 5, 4})
  void aHeadAtAnyDepthImprovesOnUnseenCharacters(int depth) {
    List<Example> scored = writer.examples(model, depth, 50);
    Statistics uploads = sums(depth, writer.examples(model, depth, 40));

    TrainedHead head = trainer.train(model, depth, uploads, ALL, scored, List.of(), OPTIONS);

    try (LayeredModel personal = model.withLayers(depth, head.layers())) {
      double right = ToyWriter.accuracy(personal, depth, scored);
      assertThat(right).isGreaterThan(ToyWriter.accuracy(model, depth, scored) + 0.2);
      assertThat(head.curve().get(1).validationRight()).isCloseTo(right, within(1e-6));
    }
    assertThat(head.curve()).hasSize(2);
    assertThat(head.curve().get(1).validationLoss())
        .isLessThan(head.curve().get(0).validationLoss());
  }

  @Test
  void itIsTheFirstStepOfTheOtherTrainerWithinTheRounding() {
    List<Example> examples = writer.examples(model, DEPTH, 40);
    List<Example> general = weighted(writer.examples(model, DEPTH, 30), 0.25f);
    ClosedFormOptions one = new ClosedFormOptions(2, 1, 2, 1, false, 1, 1);
    HeadExamples only = new HeadExamples(examples, List.of());
    TrainedHead exact = new ClosedFormTrainer().train(model, DEPTH, only, general, one);
    TrainedHead found = trainer.train(model, DEPTH, sums(examples), ALL, List.of(), general, one);
    try (LayeredModel expected = model.withLayers(DEPTH, exact.layers());
        LayeredModel personal = model.withLayers(DEPTH, found.layers())) {
      for (Example example : examples) {
        float[] wanted = logits(expected, example);
        float[] given = logits(personal, example);
        for (int i = 0; i < wanted.length; i++) {
          assertThat(given[i]).isCloseTo(wanted[i], within(2e-2f));
        }
      }
    }
    assertThat(found.metrics().get("lossBefore"))
        .isCloseTo(exact.metrics().get("lossBefore"), within(1e-3));
    assertThat(found.metrics().get("accuracyBefore"))
        .isEqualTo(exact.metrics().get("accuracyBefore"));
    assertThat(found.metrics().get("loss"))
        .as("a bound on what the other measures")
        .isGreaterThan(exact.metrics().get("loss") - 1e-3)
        .isLessThan(found.metrics().get("lossBefore"));
  }

  @Test
  void addingAndTakingAwayInAnyOrderGivesTheSameBytes() {
    Random random = new Random(SEED);
    List<Example> examples = writer.examples(model, DEPTH, 60);
    List<Example> general = weighted(writer.examples(model, DEPTH, 30), 0.25f);
    byte[] expected = residual(sums(examples.subList(0, 45)), general);
    for (int round = 0; round < 3; round++) {
      Contributions of = contributions(model);
      List<Example> shuffled = new ArrayList<>(examples);
      Collections.shuffle(shuffled, random);
      Statistics sums = of.empty();
      shuffled.forEach(example -> sums.add(of.of(example)));
      examples.subList(45, 60).forEach(example -> sums.remove(of.of(example)));
      assertThat(residual(sums, general)).as("seed %d, round %d", SEED, round).isEqualTo(expected);
      assertThat(sums.toBytes()).isEqualTo(sums(examples.subList(0, 45)).toBytes());
    }
  }

  @Test
  void whatIsMeasuredOnDoesNotChangeTheHead() {
    List<Example> examples = writer.examples(model, DEPTH, 30);
    Statistics uploads = sums(examples);
    TrainedHead measured = trainer.train(model, DEPTH, uploads, ALL, examples, List.of(), OPTIONS);
    assertThat(measured.layers().get(2)).isEqualTo(residual(uploads, List.of()));
  }

  @Test
  void statisticsOfAnotherModelDepthOrTemperatureHaveAnotherIdentity() {
    Contributions of = contributions(model);
    assertThat(contributions(model).identity()).isEqualTo(of.identity());
    assertThat(Contributions.of(model, 5, 2).identity()).isNotEqualTo(of.identity());
    assertThat(Contributions.of(model, DEPTH, 3).identity()).isNotEqualTo(of.identity());
    try (LayeredModel other = LayeredModel.create(ToyWriter.TASK, 1)) {
      assertThat(contributions(other).identity()).isNotEqualTo(of.identity());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Example example = writer.examples(model, DEPTH, 1).get(0);
    Contributions of = contributions(model);
    assertThatThrownBy(() -> of.of(new Example(example.activation(), 5, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no label");
    assertThatThrownBy(() -> of.of(new Example(example.activation(), 0, 0.5f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weight");
    assertThatThrownBy(() -> residual(of.empty(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no example");
    assertThatThrownBy(
            () ->
                trainer.train(model, 7, sums(List.of(example)), ALL, List.of(), List.of(), OPTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not fit");
  }

  @Test
  void noNativeArrayIsLeftBehind() {
    List<Example> examples = writer.examples(model, DEPTH, 20);
    List<Example> general = weighted(examples, 0.25f);
    residual(sums(examples), general);
    int before = nativeArrays();
    for (int i = 0; i < 20; i++) {
      residual(sums(examples), general);
    }
    assertThat(nativeArrays()).isEqualTo(before);
  }

  @Test
  void aValueThatIsNotFiniteIsNamed() {
    Example whole = writer.examples(model, DEPTH, 1).get(0);
    float[] values = whole.activation().get(0).toFloats();
    values[7] = Float.NaN;
    Tensor broken = Tensor.ofFloats(whole.activation().get(0).shape(), values);
    Example odd = new Example(List.of(broken), 3, 1);
    assertThatThrownBy(() -> contributions(model).of(odd))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("label 3")
        .hasMessageContaining("not finite");
    assertThatThrownBy(() -> residual(sums(List.of(whole)), List.of(whole, odd)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("example 2 of 2");
  }

  private byte[] residual(Statistics uploads, List<Example> general) {
    return trainer.train(model, DEPTH, uploads, ALL, List.of(), general, OPTIONS).layers().get(2);
  }

  private Statistics sums(List<Example> examples) {
    return sums(DEPTH, examples);
  }

  private Statistics sums(int depth, List<Example> examples) {
    Contributions of = Contributions.of(model, depth, OPTIONS.temperature());
    Statistics sums = of.empty();
    examples.forEach(example -> sums.add(of.of(example)));
    return sums;
  }

  private static Contributions contributions(LayeredModel model) {
    return Contributions.of(model, DEPTH, OPTIONS.temperature());
  }

  private static List<Example> weighted(List<Example> examples, float weight) {
    return examples.stream().map(e -> new Example(e.activation(), e.label(), weight)).toList();
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

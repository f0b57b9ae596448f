package dev.thaw.model.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadCurveTest {
  private static final long SEED = 20261121;
  private static final int DEPTH = 6;
  private static final HeadOptions OPTIONS = HeadOptions.DEEPER.withEpochs(12).withMinSteps(0);

  private final LayeredModel model = LayeredModel.create(ToyWriter.TASK, SEED);
  private final ToyWriter writer = new ToyWriter(SEED);
  private final HeadTrainer trainer = new HeadTrainer();

  @AfterEach
  void closeModel() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aValidationChangesNoBitOfTheHead(boolean dropout) {
    HeadOptions options = OPTIONS.withDropout(dropout).withBatchSize(16);
    List<Example> training = writer.examples(model, DEPTH, 40);
    List<Example> held = writer.examples(model, DEPTH, 15);

    TrainedHead alone = trainer.train(model, DEPTH, training, options, 3);
    TrainedHead followed = trainer.train(model, DEPTH, both(training, held), options, 3);

    assertThat(digests(followed)).isEqualTo(digests(alone));
    assertThat(losses(followed)).isEqualTo(losses(alone));
  }

  @Test
  void theCurveHasThePointOfTheStartAndOneForEachEpoch() {
    TrainedHead head =
        trainer.train(model, DEPTH, writer.examples(model, DEPTH, 40), OPTIONS.withEpochs(5), 1);

    assertThat(head.curve().stream().map(CurvePoint::epoch)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(head.curve().get(0).loss()).isEqualTo(head.metrics().get("lossBefore"));
    assertThat(head.curve().get(5).loss()).isLessThan(head.curve().get(0).loss());
  }

  @Test
  void theLossOfTheFirstEpochIsThatOfTheStartIfItIsOneStep() {
    TrainedHead head =
        trainer.train(model, DEPTH, writer.examples(model, DEPTH, 40), OPTIONS.withEpochs(2), 1);

    assertThat(head.curve().get(1).loss()).isCloseTo(head.curve().get(0).loss(), within(1e-4));
    assertThat(head.curve().get(2).loss()).isNotEqualTo(head.curve().get(1).loss());
  }

  @Test
  void theShareRightIsThatOfTheStartAndOfTheTrainedHead() {
    List<Example> held = writer.examples(model, DEPTH, 50);

    TrainedHead head =
        trainer.train(model, DEPTH, both(writer.examples(model, DEPTH, 40), held), OPTIONS, 1);

    CurvePoint last = head.curve().get(head.curve().size() - 1);
    assertThat(head.curve().get(0).validationRight()).isEqualTo(accuracy(model, held));
    try (LayeredModel trained = model.withLayers(DEPTH, head.layers())) {
      assertThat(last.validationRight()).isEqualTo(accuracy(trained, held));
    }
    assertThat(last.validationRight()).isGreaterThan(head.curve().get(0).validationRight());
    assertThat(last.validationLoss()).isLessThan(head.curve().get(0).validationLoss());
  }

  @Test
  void withoutValidationExamplesThereAreOnlyLosses() {
    List<Example> training = writer.examples(model, DEPTH, 10);
    List<Example> none = List.of(new Example(training.get(0).activation(), 0, 0));

    TrainedHead head = trainer.train(model, DEPTH, both(training, none), OPTIONS, 1);

    assertThat(head.curve())
        .allSatisfy(
            point -> {
              assertThat(point.loss()).isFinite();
              assertThat(point.validationLoss()).isNaN();
              assertThat(point.validationRight()).isNaN();
            });
  }

  @Test
  void aValidationExampleThatDoesNotFitIsNamed() {
    List<Example> training = writer.examples(model, DEPTH, 10);
    List<Example> higher = writer.examples(model, DEPTH + 1, 1);
    List<Example> unknown = List.of(new Example(training.get(0).activation(), 77, 1));

    assertThatThrownBy(() -> trainer.train(model, DEPTH, both(training, higher), OPTIONS, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shapes");
    assertThatThrownBy(() -> trainer.train(model, DEPTH, both(training, unknown), OPTIONS, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label 77");
  }

  private static HeadExamples both(List<Example> training, List<Example> held) {
    return new HeadExamples(training, held);
  }

  private static double accuracy(LayeredModel scored, List<Example> held) {
    return ToyWriter.accuracy(scored, DEPTH, held);
  }

  private static List<Double> losses(TrainedHead head) {
    return head.curve().stream().map(CurvePoint::loss).toList();
  }

  private static List<Digest> digests(TrainedHead head) {
    return head.layers().stream().map(Digest::of).toList();
  }
}

package dev.thaw.cloud.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingCostTest {
  private final LayeredModel model =
      LayeredModel.create(
          new TaskSpec(
              "letters", "handwriting-grey", List.of("a", "b"), List.of(Shape.of(1, 28, 28))),
          7);
  private final LayerTimes times =
      new LayerTimes(Collections.nCopies(8, 0.01), Collections.nCopies(8, 0.001));

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void aTrainingCostsItsEpochsTimesItsExamplesTimesItsLayers() {
    TrainingCost cost = cost(HeadOptions.DEEPER.withEpochs(10).withMinSteps(0).withBatchSize(32));

    assertThat(cost.epochSeconds(6, 100)).isCloseTo(2.5 * 2 * 0.001 * 100, within(1e-9));
    assertThat(cost.seconds(6, 100)).isCloseTo(10 * 2.5 * 2 * 0.001 * 100, within(1e-9));
    assertThat(cost.seconds(List.of(6, 7), 100))
        .isCloseTo(cost.seconds(6, 100) + cost.seconds(7, 100), within(1e-9));
  }

  @Test
  void fewExamplesAreGoneOverMoreOftenToTakeTheLeastNumberOfSteps() {
    TrainingCost cost = cost(HeadOptions.DEEPER.withEpochs(10).withMinSteps(40).withBatchSize(32));

    assertThat(cost.seconds(7, 32)).isCloseTo(40 * cost.epochSeconds(7, 32), within(1e-9));
    assertThat(cost.seconds(7, 64)).isCloseTo(20 * cost.epochSeconds(7, 64), within(1e-9));
  }

  @Test
  void anActivationIsCountedInFp32() {
    assertThat(cost(HeadOptions.DEEPER).activationBytes(6)).isEqualTo(512 * 4);
  }

  private TrainingCost cost(HeadOptions options) {
    return new TrainingCost(model, times, TrainingSettings.defaults().withOptions(options));
  }
}

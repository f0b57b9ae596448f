package dev.thaw.bench.evaluate.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The two figures of a sequence of tasks, on a matrix worked out by hand. */
class AccuracyMatrixTest {
  private static final AccuracyMatrix THREE =
      new AccuracyMatrix(
          List.of(List.of(0.9, 0.1, 0.0), List.of(0.7, 0.8, 0.2), List.of(0.3, 0.9, 1.0)));

  @Test
  void accuracyIsTheMeanOfTheLastRow() {
    assertThat(THREE.accuracy()).isCloseTo((0.3 + 0.9 + 1.0) / 3, within(1e-12));
  }

  @Test
  void backwardTransferLeavesOutTheLastTaskAndWhatWasNotLearnedYet() {
    double first = 0.3 - 0.9;
    double second = 0.9 - 0.8;
    assertThat(THREE.backwardTransfer()).isCloseTo((first + second) / 2, within(1e-12));
  }

  @Test
  void onlyASquareOfSeveralTasksIsASequence() {
    assertThatThrownBy(() -> new AccuracyMatrix(List.of(List.of(1.0))))
        .hasMessageContaining("at least two tasks");
    assertThatThrownBy(() -> new AccuracyMatrix(List.of(List.of(1.0, 0.5), List.of(1.0))))
        .hasMessageContaining("not a square");
  }
}

package dev.thaw.edge.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  private static LayeredModel model;

  @BeforeAll
  static void create() {
    TaskSpec task =
        new TaskSpec(
            "t", "handwriting", List.of("a", "b"), List.of(Shape.of(11, 28, 28), Shape.of(20)));
    model = LayeredModel.create(task, 1);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void thereIsNoneBelowTheFirstCut(int depth) {
    assertThat(Checkpoints.automatic().below(depth, model)).isEmpty();
    assertThat(Checkpoints.at(1, 5).below(depth, model)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2,1", "3,1", "4,3", "5,3", "6,5", "7,6"})
  void theAutomaticOneHasTheFewestBytesAndIsTheShallowerOfEqualOnes(int depth, int cut) {
    assertThat(Checkpoints.automatic().below(depth, model)).containsExactly(cut);
  }

  @Test
  void namedOnesCountBelowTheFreezePointOnly() {
    assertThat(Checkpoints.at(2, 4, 6).below(6, model)).containsExactly(2, 4);
    assertThat(Checkpoints.at().below(6, model)).isEmpty();
  }
}

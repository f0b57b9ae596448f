package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlopsTest {
  @Test
  void theHandwritingNetIsCountedByHand() {
    try (LayeredModel model = LayeredModel.create(Tasks.handwriting(), 1)) {
      long conv1 = 14 * 14 * 32 * (11 * 9);
      long context1 = 20 * 32;
      long res1 = 14 * 14 * 32 * (32 * 9);
      long conv2 = 7 * 7 * 96 * (32 * 9);
      long res2 = 7 * 7 * 96 * (96 * 9);
      long conv3 = 4 * 4 * 120 * (96 * 9);
      long context2 = 32 * 32;

      assertThat(eachLayer(model))
          .containsExactly(
              2 * (conv1 + context1),
              2 * res1,
              2 * conv2,
              2 * res2,
              2 * conv3,
              2 * context2,
              2L * 512 * 128,
              2L * 128 * 62);
      assertThat(model.flops(0, 8)).isEqualTo(19_160_576);
    }
  }

  @Test
  void aPoolAloneCountsNothing() {
    try (LayeredModel model = LayeredModel.create(Tasks.grey(), 1)) {
      assertThat(model.flops(5, 6)).isZero();
      assertThat(model.flops(0, 1)).isEqualTo(2 * 14 * 14 * 32 * 9);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"handwriting", "lenet", "mobilenet-v2"})
  void aSliceIsTheSumOfItsLayers(String architecture) {
    try (LayeredModel model = LayeredModel.create(task(architecture), 1)) {
      int n = model.layerCount();
      List<Long> each = eachLayer(model);
      for (int from = 0; from <= n; from++) {
        for (int to = from; to <= n; to++) {
          long sum = each.subList(from, to).stream().mapToLong(Long::longValue).sum();
          assertThat(model.flops(from, to)).as("[%d,%d)", from, to).isEqualTo(sum);
        }
      }
    }
  }

  @Test
  void aSliceThatIsNotOneIsNamed() {
    try (LayeredModel model = LayeredModel.create(Tasks.handwriting(), 1)) {
      assertThatThrownBy(() -> model.flops(3, 9))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[3,9)");
    }
  }

  private static List<Long> eachLayer(LayeredModel model) {
    return IntStream.range(0, model.layerCount()).mapToObj(i -> model.flops(i, i + 1)).toList();
  }

  private static TaskSpec task(String architecture) {
    return architecture.equals("handwriting")
        ? Tasks.handwriting()
        : new TaskSpec("zoo", architecture, List.of("a", "b"), List.of(Shape.of(1, 32, 32)));
  }
}

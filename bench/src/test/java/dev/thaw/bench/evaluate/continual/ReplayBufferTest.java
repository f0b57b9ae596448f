package dev.thaw.bench.evaluate.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.model.head.Example;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What replay keeps, and how much each class of it counts. */
class ReplayBufferTest {
  @Test
  void neverMoreIsKeptThanTheBudgetAndClassesAreEven() {
    for (int most : new int[] {0, 1, 7, 20, 55}) {
      ReplayBuffer buffer = new ReplayBuffer(most, 1);
      for (int task = 0; task < 5; task++) {
        buffer.add(examples(2 * task, 30));
        buffer.add(examples(2 * task + 1, 30));
        assertThat(buffer.size()).isEqualTo(Math.min(most, 60 * (task + 1)));
        assertThat(buffer.examples()).hasSize(buffer.size()).doesNotHaveDuplicates();
      }
      List<Integer> counts = counts(buffer.examples());
      assertThat(Collections.max(counts) - Collections.min(counts)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aRareClassKeepsAllItsSamplesAndTheOthersShareTheRest() {
    ReplayBuffer buffer = new ReplayBuffer(23, 1);
    buffer.add(examples(0, 3));
    buffer.add(examples(1, 50));
    buffer.add(examples(2, 50));
    assertThat(counts(buffer.examples()).subList(0, 3)).containsExactly(3, 10, 10);
  }

  @Test
  void theSeedDrawsWhichAreKept() {
    assertThat(drawn(1)).isEqualTo(drawn(1)).isNotEqualTo(drawn(2));
  }

  @Test
  void everyClassWeighsTheSameHoweverFewSamplesItHas() {
    List<Example> uneven = new ArrayList<>(examples(0, 2));
    uneven.addAll(examples(7, 400));
    Map<Integer, Double> weights =
        ReplayLearner.balanced(uneven).stream()
            .collect(
                Collectors.groupingBy(Example::label, Collectors.summingDouble(e -> e.weight())));
    assertThat(weights.get(0)).isCloseTo(weights.get(7), within(1e-3));
    assertThat(weights.get(0) + weights.get(7)).isCloseTo(402, within(1e-2));
  }

  private static List<Float> drawn(long seed) {
    ReplayBuffer buffer = new ReplayBuffer(5, seed);
    buffer.add(examples(3, 40));
    return buffer.examples().stream().map(e -> e.activation().get(0).toFloats()[0]).toList();
  }

  private static List<Example> examples(int label, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Example(List.of(Tensor.ofFloats(Shape.of(1), i)), label, 1))
        .toList();
  }

  /** How many there are of each digit. */
  private static List<Integer> counts(List<Example> examples) {
    return IntStream.range(0, ClassOrder.DIGITS)
        .mapToObj(label -> (int) examples.stream().filter(e -> e.label() == label).count())
        .toList();
  }
}

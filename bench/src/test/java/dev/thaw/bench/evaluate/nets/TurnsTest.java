package dev.thaw.bench.evaluate.nets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  @Test
  void afterTheWarmUpEachHasItsTurnInEachRound() {
    List<String> done = new ArrayList<>();
    Turns<String> turns = new Turns<>(3, 0);
    for (String name : List.of("a", "b", "c")) {
      turns.add(name, () -> done.add(name));
    }

    assertThat(turns.run()).containsOnlyKeys("a", "b", "c");
    String all = String.join("", done).replaceAll("(.)\\1+", "$1");
    assertThat(all).isEqualTo("abc" + "abc".repeat(3));
  }

  @Test
  void theMedianOfEffortsLeavesOutWhatHappenedOnce() {
    Effort median =
        Effort.median(List.of(new Effort(1, 0.9), new Effort(50, 0.1), new Effort(2, 0.8)));

    assertThat(median).isEqualTo(new Effort(2, 0.8));
    assertThat(median.over(4)).isEqualTo(new Effort(0.5, 0.2));
  }

  @Test
  void numbersKeepThreeDigits() {
    assertThat(List.of(0.012345, 4.5678, 99.95, 100.4, 12_345.6, Double.NaN))
        .extracting(Digits::three)
        .containsExactly("0.0123", "4.57", "100", "100", "12,346", "-");
    assertThat(Digits.percent(0.99798)).isEqualTo("99.798%");
    assertThat(Digits.percent(0.5)).isEqualTo("50.0%");
  }
}

package dev.thaw.bench.evaluate.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.bench.evaluate.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KappaTest {
  /** lenet has the medians 4, squeezenet 30, alexnet 8: the median of these is 8. */
  @Test
  void isTheMedianOverModelsOfTheMediansOverBatches() {
    Kappa kappa =
        Kappa.of(
            List.of(
                row("lenet", "1", 2),
                row("lenet", "1", 4),
                row("lenet", "1", 100),
                row("squeezenet", "1", 30),
                row("alexnet", "1", 8)));

    assertThat(kappa.value()).isEqualTo(8);
    assertThat(kappa.toString())
        .isEqualTo("8 (median of alexnet, lenet, squeezenet, one thread; 4 to 30)");
  }

  @Test
  void moreThreadsDoNotCount() {
    assertThat(Kappa.of(List.of(row("lenet", "2", 3), row("lenet", "1", 5))).value()).isEqualTo(5);
  }

  @Test
  void theDefaultSaysThatItWasNotMeasured() {
    Row other = Row.measured("split", Map.of("threads", "1"), 1, Map.of("bytes up", 3.0));

    assertThat(Kappa.of(List.of(other))).isEqualTo(Kappa.DEFAULT);
    assertThat(Kappa.DEFAULT.toString()).contains("not measured in this run");
  }

  @Test
  void isPositive() {
    assertThatThrownBy(() -> new Kappa(0, "nowhere")).isInstanceOf(IllegalArgumentException.class);
  }

  private static Row row(String model, String threads, double kappa) {
    return new Row(
        "on-device, whole model",
        Map.of("model", model, "threads", threads),
        0,
        Map.of(),
        Map.of("kappa", kappa));
  }
}

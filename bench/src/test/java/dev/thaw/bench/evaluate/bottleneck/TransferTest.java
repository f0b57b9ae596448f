package dev.thaw.bench.evaluate.bottleneck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.bench.evaluate.wire.Link;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferTest {
  /** A megabyte a second up, two down, a tenth of a second there and back. */
  private static final Link LINK = new Link("test", 8e6, 16e6, Duration.ofMillis(50));

  @Test
  void theFormulaTakesOneRoundTripAndTheDirectionThatMostGoes() {
    assertThat(new Transfer(9, 500_000, 1_000, 3).predicted(LINK)).isCloseTo(0.6, within(1e-9));
    assertThat(new Transfer(9, 1_000, 500_000, 3).predicted(LINK)).isCloseTo(0.35, within(1e-9));
  }

  @Test
  void theWholePredictionTakesAllRoundTripsBothDirectionsAndTheWork() {
    Transfer transfer = new Transfer(9, 100_000, 500_000, 3);
    assertThat(transfer.predictedWhole(LINK, 0.02))
        .isCloseTo(0.3 + 0.1 + 0.25 + 0.02, within(1e-9));
  }

  @Test
  void ofSeveralTheMedianCounts() {
    Transfer median =
        Transfer.median(
            List.of(
                new Transfer(1, 10, 7, 2), new Transfer(9, 30, 7, 2), new Transfer(2, 20, 7, 2)));
    assertThat(median).isEqualTo(new Transfer(2, 20, 7, 2));
    assertThat(median.size()).isEqualTo(20);
  }
}

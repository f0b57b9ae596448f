package dev.thaw.bench.evaluate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long MILLI = 1_000_000;

  /** A megabyte a second, so a thousand bytes a millisecond; ten milliseconds one way. */
  private final Pacer pacer = new Link("test", 8e6, 80e6, Duration.ofMillis(10)).up();

  @Test
  void bytesTakeTheirTimeAndThenTheWay() {
    assertThat(pacer.send(0, 1_000)).isEqualTo(11 * MILLI);
  }

  @Test
  void whatIsSentAtTheSameTimeArrivesOneAfterTheOther() {
    assertThat(pacer.send(0, 1_000)).isEqualTo(11 * MILLI);
    assertThat(pacer.send(0, 2_000)).isEqualTo(13 * MILLI);
    assertThat(pacer.send(MILLI, 1_000)).isEqualTo(14 * MILLI);
  }

  @Test
  void theWayDelaysButDoesNotSlowDown() {
    long last = 0;
    for (int i = 0; i < 1_000; i++) {
      last = pacer.send(i * MILLI, 1_000);
    }
    assertThat(last).isEqualTo(1_010 * MILLI);
  }

  @Test
  void anIdleLinkSavesNothingUp() {
    pacer.send(0, 1_000);
    assertThat(pacer.send(500 * MILLI, 1_000)).isEqualTo(511 * MILLI);
  }

  @Test
  void whatWaitsIsWhatHasNotLeft() {
    assertThat(pacer.backlog(0)).isZero();
    pacer.send(0, 5_000);
    assertThat(pacer.backlog(2 * MILLI)).isEqualTo(3 * MILLI);
    assertThat(pacer.backlog(20 * MILLI)).isZero();
  }

  @Test
  void theClockMayBeNegative() {
    assertThat(pacer.send(-100 * MILLI, 1_000)).isEqualTo(-89 * MILLI);
    assertThat(pacer.send(-100 * MILLI, 1_000)).isEqualTo(-88 * MILLI);
  }

  @Test
  void eachDirectionHasItsRate() {
    Link link = new Link("test", 8e6, 80e6, Duration.ofMillis(10));
    assertThat(link.down().send(0, 1_000)).isEqualTo(10 * MILLI + MILLI / 10);
    assertThat(link.upSeconds(1e6)).isEqualTo(1.0);
    assertThat(link.downSeconds(1e6)).isEqualTo(0.1);
    assertThat(link.roundTripSeconds()).isEqualTo(0.02);
  }
}

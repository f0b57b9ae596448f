package dev.thaw.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.model.LayeredModel;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Federated averaging over sockets, against what must come of it. */
class FedAvgIT {
  private static final LayeredModel GENERAL = Crew.BASE.model();
  private static final List<Person> UNEQUAL = Crew.having(3, 7, 12, 30);
  private static final Descent ONE_STEP = new Descent(1, Descent.ALL, 0.5f);

  @AfterAll
  static void close() {
    GENERAL.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6})
  void oneFullBatchOnAllDevicesIsOneCentralStep(int from) {
    requireCentralStep(from, samples -> samples);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6})
  void aMeanThatIsNotWeightedIsNot(int from) {
    assertThatThrownBy(() -> requireCentralStep(from, samples -> 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("away from the central step");
  }

  @Test
  void roundedDifferencesComeNearTheSameForAFractionOfTheBytes() {
    Slice slice = new Slice(GENERAL, 0);
    try (FedAvg exact = new FedAvg(slice, UNEQUAL, all(ONE_STEP, false));
        FedAvg rounded = new FedAvg(slice, UNEQUAL, all(ONE_STEP, true))) {
      exact.round();
      rounded.round();
      Weights step = exact.global().minus(slice.weights());
      assertThat(rounded.global().minus(exact.global()).largest())
          .isPositive()
          .isLessThan(step.largest() / 127);
      assertThat(rounded.cost().bytesUp()).isLessThan(exact.cost().bytesUp() / 4);
      assertThat(rounded.cost().bytesDown()).isLessThan(exact.cost().bytesDown() / 4);
    }
  }

  @Test
  void everyByteIsCountedAndTheyAreThoseOfTheWeights() {
    Slice slice = new Slice(GENERAL, Crew.DEPTH);
    long weights = 4 * GENERAL.parameterCount(Crew.DEPTH, GENERAL.layerCount());
    try (FedAvg fed = new FedAvg(slice, UNEQUAL, new FedAvgSettings(0.5, ONE_STEP, false, 1))) {
      for (int round = 1; round <= 3; round++) {
        fed.round();
        Cost cost = fed.cost();
        long least = round * 2 * weights;
        assertThat(cost.bytesUp()).isBetween(least, least * 101 / 100);
        assertThat(cost.bytesDown()).isBetween(least, least * 101 / 100);
      }
      assertThat(fed.cost().deviceCpuSeconds()).isPositive();
    }
  }

  @Test
  void bytesThatNobodyCountedAreNoticed() throws Exception {
    try (Switchboard board = new Switchboard();
        Socket stranger = new Socket(InetAddress.getLoopbackAddress(), board.port())) {
      OutputStream out = stranger.getOutputStream();
      out.write(new byte[] {0, 0, 0, 10, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0});
      board.connect(1);
      board.requireCounted();
      out.write(1);
      stranger.shutdownOutput();
      assertThat(stranger.getInputStream().readNBytes(0)).isEmpty();
      assertThatThrownBy(() -> board.exchange(7, new Letter(1, 0, List.of())))
          .isInstanceOf(java.io.EOFException.class);
      assertThatThrownBy(board::requireCounted)
          .isInstanceOf(BaselineException.class)
          .hasMessageContaining("sockets carried 15");
    }
  }

  @Test
  void manyEpochsOfOneFullBatchCollapseAtAHighRateAndNotAtALowOne() {
    assertThat(accuracyAfterRounds(0.01f)).isGreaterThan(0.7);
    assertThat(accuracyAfterRounds(10f)).isLessThan(0.3);
  }

  @Test
  void aDeviceThatFailsEndsTheRoundWithItsReason() {
    Slice slice = new Slice(GENERAL, Crew.DEPTH);
    FedAvgSettings wild = all(new Descent(50, Descent.ALL, 1e30f), false);
    try (FedAvg fed = new FedAvg(slice, UNEQUAL, wild)) {
      assertThatThrownBy(fed::round)
          .isInstanceOf(BaselineException.class)
          .hasMessageContaining("in round 1")
          .hasMessageContaining("diverged");
    }
  }

  private static void requireCentralStep(int from, IntToDoubleFunction weightOf) {
    Slice slice = new Slice(GENERAL, from);
    Weights start = slice.weights();
    Weights central = ONE_STEP.train(slice, start, slice.activations(Crew.pooled(UNEQUAL)), 1);
    assertThat(central.minus(start).largest()).isGreaterThan(1e-3);
    try (FedAvg fed = new FedAvg(slice, UNEQUAL, all(ONE_STEP, false), weightOf)) {
      fed.round();
      assertThat(fed.global().minus(central).largest())
          .as("away from the central step")
          .isLessThan(1e-6);
    }
  }

  /** E = 20, B = all, all devices; 0 if it ended in numbers that are none. */
  private static double accuracyAfterRounds(float rate) {
    Slice slice = new Slice(GENERAL, Crew.DEPTH);
    FedAvgSettings settings = all(new Descent(20, Descent.ALL, rate), false);
    try (FedAvg fed = new FedAvg(slice, UNEQUAL, settings)) {
      fed.round();
      fed.round();
      return new Scoreboard(slice, UNEQUAL).of(fed.global()).accuracy();
    } catch (BaselineException diverged) {
      return 0;
    }
  }

  private static FedAvgSettings all(Descent local, boolean compressed) {
    return new FedAvgSettings(1, local, compressed, 1);
  }
}

package dev.thaw.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.model.LayeredModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnDeviceTest {
  @Test
  void eachDeviceLearnsItsOwnHandAndSendsNothing() {
    List<Person> people = Crew.having(0, 20, 30);
    try (LayeredModel general = Crew.BASE.model()) {
      for (int from : new int[] {0, Crew.DEPTH}) {
        Slice slice = new Slice(general, from);
        OnDevice result = OnDevice.train(slice, people, new Descent(2, 10, 0.01f), 1);
        Weights start = slice.weights();
        assertThat(result.own().get(0).minus(start).largest()).isZero();
        assertThat(result.own().get(1).minus(start).largest()).isPositive();
        assertThat(result.own().get(1).minus(result.own().get(2)).largest()).isPositive();
        assertThat(result.cost().bytesUp() + result.cost().bytesDown()).isZero();
        assertThat(result.cost().trainingSamples()).isEqualTo(100);
        assertThat(result.cost().deviceCpuSeconds()).isPositive();
      }
    }
  }

  @Test
  void someoneIsWorseOffOnlyBelowTheGeneralModel() {
    List<Person> people = Crew.having(20, 30);
    try (LayeredModel general = Crew.BASE.model()) {
      Slice slice = new Slice(general, Crew.DEPTH);
      Scoreboard board = new Scoreboard(slice, people);
      Standing same = board.of(slice.weights());
      assertThat(same.accuracy()).isEqualTo(same.general());
      assertThat(same.worse()).isZero();
      assertThat(same.worstLoss()).isZero();
      Weights nothing = slice.weights().minus(slice.weights());
      Standing ruined = board.of(person -> person == 0 ? slice.weights() : nothing);
      assertThat(ruined.worse()).isEqualTo(1);
      assertThat(ruined.worstLoss()).isGreaterThan(0.5);
      assertThat(ruined.accuracy()).isLessThan(same.accuracy());
    }
  }
}

package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.edge.predict.Checkpoints;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Repairs are work in the background: they wait for the battery. */
class GatedRepairIT extends EdgeFixture {
  private static final Surroundings LOW =
      new Surroundings(OptionalDouble.of(0.1), false, Network.UNMETERED);

  private final SettableGauge gauge = new SettableGauge(Surroundings.PLENTY);

  @Test
  void belowTheBatteryLimitNothingIsComputedUntilItCharges() {
    EdgeRuntime edge = annotatedAndStored(gated().withCheckpoints(Checkpoints.at(3)), 4);
    List<Long> before = runs(edge);
    gauge.set(LOW);
    cloud.publish(Releases.of(2, 5, 1, Samples.base().layers()));
    cloud.sendNotice();
    awaitLink(edge, "offline (gate shut");
    Await.get(edge.flush());
    assertThat(runs(edge)).isEqualTo(before);
    gauge.set(Surroundings.PLENTY);
    awaitRepaired(edge, cloud);
    assertThat(cloud.usable()).hasSize(4);
    assertThat(runs(edge)).isEqualTo(plus(before, 4, 3, 4));
  }

  @Test
  void aBatteryThatRunsLowStopsTheRepairAfterTheBatchUnderWay() {
    EdgeRuntime edge =
        annotatedAndStored(
            gated()
                .withCheckpoints(Checkpoints.at(3))
                .withUpload(config().upload().withMaxBatch(1)),
            4);
    List<Long> before = runs(edge);
    cloud.window = 1;
    cloud.answer =
        batch -> {
          gauge.set(LOW);
          return cloud.honest(batch);
        };
    cloud.sockets.forEach(socket -> socket.close()); // the next welcome grants the new window
    cloud.publish(Releases.of(2, 5, 1, Samples.base().layers()));
    awaitLink(edge, "offline (gate shut");
    assertThat(runs(edge)).isEqualTo(plus(before, 1, 3, 4));
    cloud.answer = cloud::honest;
    gauge.set(Surroundings.PLENTY);
    awaitRepaired(edge, cloud);
    assertThat(runs(edge)).isEqualTo(plus(before, 4, 3, 4));
  }

  private EdgeConfig gated() {
    return config().withGate(new Gate(gauge, GateRule.DEFAULT));
  }
}

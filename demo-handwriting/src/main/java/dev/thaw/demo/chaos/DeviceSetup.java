package dev.thaw.demo.chaos;

import dev.thaw.cache.CacheLimits;
import dev.thaw.cache.faults.MovableClock;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.canary.CanaryRule;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.link.LinkTimings;
import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.model.BaseModel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** How the devices of a run are configured. Immutable. */
record DeviceSetup(BaseModel base, URI cloud, long seed) {
  /** Cuts that the freeze point moves among; every device keeps activations at all of them. */
  static final Integer[] CHECKPOINTS = {5, 6, 7};

  private static final long MIB = 1L << 20;
  private static final CacheLimits CACHE = new CacheLimits(64 * MIB, 8 * MIB, 2);
  private static final int FLUSH_COUNT = 8;

  EdgeConfig config(String device, Path directory, SettableGauge gauge) {
    EdgeConfig defaults = EdgeConfig.of(base.task().name(), cloud, directory);
    return defaults
        .withBase(base)
        .withDeviceId(device)
        .withCache(CACHE)
        .withCheckpoints(Checkpoints.at(CHECKPOINTS))
        .withGate(new Gate(gauge, GateRule.DEFAULT))
        .withTimings(timings())
        .withCanary(CanaryRule.OFF) // the twin that predictions are compared with remembers nothing
        .withClock(MovableClock.systemUTC())
        .withUpload(defaults.upload().withFlush(FLUSH_COUNT, Duration.ofSeconds(2)))
        .withSeed(seed ^ device.hashCode());
  }

  /** Impatient: a run does not last long. */
  private static LinkTimings timings() {
    return new LinkTimings(
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        1_000,
        Duration.ofMinutes(10),
        Duration.ofSeconds(1),
        Duration.ofMillis(250));
  }
}

package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.evaluate.wire.Tap;
import dev.thaw.cache.CacheLimits;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.gate.GateRule;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.model.BaseModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Where devices are: behind one link, before one cloud. Immutable.
 *
 * @param tap the link
 * @param name of the place, which the devices' names begin with
 */
record Place(Cloud cloud, Tap tap, String name, BaseModel base, Path directory, Vertx vertx) {
  private static final long MIB = 1L << 20;
  private static final CacheLimits SMALL = new CacheLimits(64 * MIB, 8 * MIB, 2);

  /** A device that sends nothing before it is told to. */
  EdgeRuntime open(String device, Installs installs, UnaryOperator<EdgeConfig> changed) {
    String id = name + '-' + device;
    EdgeConfig defaults = EdgeConfig.of(base.task().name(), tap.uri(), directory.resolve(id));
    EdgeConfig config =
        defaults
            .withDeviceId(id)
            .withCloudKey(cloud.key())
            .withCache(SMALL)
            .withGate(new Gate(new SettableGauge(Surroundings.PLENTY), GateRule.DEFAULT))
            .withUpload(defaults.upload().withFlush(Integer.MAX_VALUE, Duration.ofHours(1)))
            .withListener(installs)
            .withSeed(id.hashCode());
    return EdgeRuntime.open(changed.apply(config), vertx);
  }
}

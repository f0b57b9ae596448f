package dev.thaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.wire.Tap;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.edge.EdgeConfig;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.EdgeStatus;
import dev.thaw.protocol.Scope;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a device says it sent and received, against what was captured between it and its cloud: the
 * bodies and the WebSocket messages are the same to the byte, and all else that crossed are headers
 * of HTTP and WebSocket.
 */
class CountedBytesIT {
  private static final List<CharacterInContext> HAND =
      CharacterInContext.of(new SyntheticWriters(11).writer(1, 1));

  @Test
  void aDeviceCountsWhatCrossesItsSocket(@TempDir Path directory) throws Exception {
    try (Fleet fleet = new Fleet(directory);
        Wiretap wiretap = new Wiretap();
        Tap tap = new Tap(wiretap.port())) {
      EdgeRuntime device = fleet.open(config -> through(tap, wiretap, config));
      Fleet.annotate(device, HAND);
      fleet.goOnline();
      fleet.publishHead(new Scope.Global(), fleet.devices());
      Waiting.until(
          "counts that agree", () -> agrees(device.status().traffic(), wiretap.streams()));
      EdgeStatus.Traffic counted = device.status().traffic();
      assertThat(counted.featuresUp()).isGreaterThan(HAND.size() * 100L);
      assertThat(counted.layersDown()).isGreaterThan(100_000);
      device.close();
      Waiting.until("the last bytes", () -> tap.up() == wiretap.streams().up().bytes());
      Streams all = wiretap.streams();
      assertThat(tap.up()).isEqualTo(all.up().payload() + all.up().headers());
      assertThat(tap.down()).isEqualTo(all.down().payload() + all.down().headers());
      assertThat(all.up().headers()).isPositive();
    }
  }

  private static boolean agrees(EdgeStatus.Traffic counted, Streams captured) {
    long up = counted.featuresUp() + counted.controlUp();
    long down = counted.manifestsDown() + counted.layersDown() + counted.controlDown();
    return captured.up().payload() == up && captured.down().payload() == down;
  }

  /** The device's config, with the taps before the cloud that it names. */
  private static EdgeConfig through(Tap tap, Wiretap wiretap, EdgeConfig config) {
    wiretap.connectTo(config.cloud().getPort());
    URI cloud = tap.uri();
    return new EdgeConfig(
        config.task(),
        cloud,
        config.directory(),
        config.base(),
        config.bundledDepth(),
        config.deviceId(),
        config.cohort(),
        config.cloudKey(),
        config.invitation(),
        config.trust(),
        config.cache(),
        config.kept(),
        config.upload(),
        config.gate(),
        config.timings(),
        config.evictOnClose(),
        config.canary(),
        config.listener(),
        config.clock(),
        config.seed());
  }
}

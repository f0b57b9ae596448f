package dev.thaw.bench.evaluate.bottleneck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.data.Variety;
import dev.thaw.bench.evaluate.wire.Link;
import dev.thaw.bench.evaluate.wire.Tap;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.model.BaseModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lower bounds only: a link delays, whatever else the machine does. */
class LinkedDeviceIT {
  private static final BaseModel BASE = BundledModel.handwriting();
  private static final Link LINK = new Link("test", 4e6, 16e6, Duration.ofMillis(10));

  @TempDir Path directory;

  @Test
  void transfersOverALinkTakeNoLessThanTheFormulaSays() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Cloud cloud = new Cloud(directory.resolve("cloud"), BASE, TrainerKind.CLOSED_FORM);
        Tap tap = Tap.over(LINK, cloud.port())) {
      Place place = new Place(cloud, tap, "test", BASE, directory, vertx);
      try (LinkedDevice device = new LinkedDevice(place, Variety.synthetic(1))) {
        Transfer upload = device.upload(12);
        assertThat(upload.up()).isBetween(12 * 200.0, 12 * 700.0);
        assertThat(upload.seconds()).isGreaterThanOrEqualTo(upload.predicted(LINK));
        Transfer head = device.pull();
        assertThat(head.roundTrips()).isEqualTo(2.5);
        assertThat(head.down()).isGreaterThan(20_000);
        assertThat(head.seconds())
            .isGreaterThan(2.5 * LINK.roundTripSeconds() + LINK.downSeconds(head.down()));
      }
      Transfer whole = LinkedDevice.join(place, "new");
      long model = BASE.layers().stream().mapToLong(layer -> layer.length).sum();
      assertThat(whole.down()).isGreaterThan(model);
      assertThat(whole.seconds()).isGreaterThan(whole.predictedWhole(LINK, 0));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get();
    }
  }
}

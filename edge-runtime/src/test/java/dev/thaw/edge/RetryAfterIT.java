package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cloud that answers {@code Retry-After: 1} is not asked again before; without it these devices
 * ask again after a tenth of a second at most.
 */
class RetryAfterIT extends EdgeFixture {
  @ParameterizedTest
  @ValueSource(strings = {"/v1/enrol", "/v1/sessions/challenge", "/v1/sessions"})
  void whoIsNotLetInYetWaits(String path) {
    BusyDoor busy = busy(path, 429, 1);
    Doorkeeper door = cloud.guarded();
    EdgeRuntime edge = open(config().withInvitation(door.invite()));
    annotate(edge, 0, 3);
    assertThat(flushed(edge).stored()).isEqualTo(3);
    assertThat(busy.requests()).isGreaterThanOrEqualTo(2);
    assertThat(busy.keptThePause(1)).isTrue();
    assertThat(edge.status().link()).as("by no other way meanwhile").startsWith("online");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/features, 429",
    "/v1/features, 503",
    "/manifest, 503",
    "/repairs, 429",
  })
  void overRestItWaitsToo(String path, int status) {
    cloud.refuseUpgrade = true;
    BusyDoor busy = busy(path, status, 1);
    EdgeRuntime edge = open(config());
    annotate(edge, 0, 3);
    assertThat(flushed(edge).stored()).isEqualTo(3);
    assertThat(busy.requests()).isGreaterThanOrEqualTo(2);
    assertThat(busy.keptThePause(1)).isTrue();
    assertThat(cloud.stored).hasSize(3);
  }

  @Test
  void aPullIsRepeatedWhenTheCloudSaid() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    BusyDoor busy = busy("/manifest", 429, 1);
    cloud.publish(Releases.of(2, Samples.DEPTH, 0, Samples.baseWith(Samples.DEPTH, 9)));
    cloud.sendNotice();
    awaitInstalled(edge, 2);
    assertThat(busy.keptThePause(1)).isTrue();
    assertThat(edge.status().link()).isEqualTo("online");
  }

  @Test
  void anUpgradeIsAskedForAgainAndNotByRestMeanwhile() {
    BusyDoor busy = new BusyDoor("", 503, Integer.MAX_VALUE);
    HttpServer server =
        Await.get(
            shared
                .createHttpServer()
                .requestHandler(busy::answers)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture());
    closing(() -> Await.get(server.close().toCompletionStage().toCompletableFuture()));
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort());
    EdgeRuntime edge = open(config(uri, directory));
    Await.until("3 attempts", () -> busy.requests() >= 3);
    assertThat(busy.keptThePause(2)).isTrue();
    assertThat(edge.status().link()).doesNotStartWith("REST");
  }

  private BusyDoor busy(String path, int status, int refusals) {
    BusyDoor busy = new BusyDoor(path, status, refusals);
    cloud.busy = Optional.of(busy);
    return busy;
  }
}

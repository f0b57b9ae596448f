package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.protocol.Message.BatchAck;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminIT {
  @TempDir static Path dir;
  private static RunningCloud cloud;

  @BeforeAll
  static void start() throws Exception {
    cloud = RunningCloud.start(dir);
    try (TestDevice device = TestDevice.welcomed(cloud, "writer")) {
      device.send(cloud.batch("writer", 1, 16, 1));
      device.next(BatchAck.class);
    }
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void statusTellsTasksIntakeAndTraffic() throws Exception {
    JsonNode status = json(get("/v1/admin/status"));

    assertThat(status.path("tasks").get(0).path("task").asText()).isEqualTo("signs");
    assertThat(status.path("tasks").get(0).path("layers")).hasSize(8);
    assertThat(status.path("intake").path("STORED").asLong()).isEqualTo(16);
    assertThat(status.path("devices").path("known").asInt()).isEqualTo(1);
    assertThat(status.path("traffic").path("features").path("bytes").asLong()).isPositive();
  }

  @Test
  void devicesAndFeaturesAreListed() throws Exception {
    JsonNode device = json(get("/v1/admin/devices")).path("devices").get(0);
    JsonNode counts = json(get("/v1/admin/features?task=signs"));

    assertThat(device.path("device").asText()).isEqualTo("writer");
    assertThat(device.path("status").path("battery").asDouble()).isEqualTo(0.5);
    assertThat(counts.path("usable").asLong()).isEqualTo(16);
    assertThat(counts.path("devices").get(0).path("byLabel").path("a").asLong()).isEqualTo(4);
  }

  @Test
  void trainingAnswersWithTheRunWhichIsListedWithItsVersion() throws Exception {
    JsonNode run =
        json(post("/v1/admin/train", "{\"task\":\"signs\",\"scope\":\"device/writer\"}"));
    JsonNode models = json(get("/v1/admin/models?scope=device/writer")).path("models");
    JsonNode runs = json(get("/v1/admin/runs")).path("runs");

    assertThat(run.path("published").asBoolean()).isTrue();
    assertThat(run.path("samples").asLong()).isEqualTo(16);
    assertThat(models.get(0).path("current").asBoolean()).isTrue();
    assertThat(models.get(0).path("digest")).isEqualTo(run.path("manifest"));
    assertThat(models.get(0).path("headBytes").asLong())
        .isLessThan(models.get(0).path("totalBytes").asLong());
    assertThat(runs.findValuesAsText("id")).contains(run.path("id").asText());
  }

  @Test
  void depthCanBeReadAndMovedThereAndBack() throws Exception {
    assertThat(json(get("/v1/admin/freeze")).path("layers")).hasSize(8);

    JsonNode deeper = json(put("/v1/admin/freeze?task=signs", "{\"depth\":7}"));
    JsonNode back = json(put("/v1/admin/freeze", "{\"depth\":6}"));
    JsonNode again = json(put("/v1/admin/freeze", "{\"depth\":6}"));

    assertThat(deeper.path("advanced").asLong()).isEqualTo(16);
    assertThat(deeper.path("after").path("depth").asInt()).isEqualTo(7);
    assertThat(back.path("kept").asLong()).isEqualTo(16);
    assertThat(back.path("after").path("epoch").asInt())
        .isEqualTo(deeper.path("after").path("epoch").asInt() + 1);
    assertThat(again.path("changed").asBoolean()).isFalse();
  }

  @Test
  void mistakesAreNamed() throws Exception {
    assertRefused(get("/v1/admin/features?task=chess"), 404, "UNKNOWN_TASK", "chess");
    assertRefused(get("/v1/admin/models?scope=moon"), 400, "BAD_REQUEST", "moon");
    assertRefused(put("/v1/admin/freeze", "{\"depth\":99}"), 400, "BAD_REQUEST", "99");
    assertRefused(put("/v1/admin/freeze", "{\"depth\":0}"), 403, "FORBIDDEN", "raw");
    assertRefused(put("/v1/admin/freeze", "{\"depth\":\"x\"}"), 400, "BAD_REQUEST", "depth");
    assertRefused(put("/v1/admin/freeze", "{"), 400, "BAD_REQUEST", "JSON");
    assertRefused(post("/v1/admin/train", "{\"task\":\"chess\"}"), 404, "UNKNOWN_TASK", "chess");
  }

  @Test
  void formsOfWebPagesChangeNothing() throws Exception {
    HttpRequest form =
        cloud
            .request("/v1/admin/train")
            .header("content-type", "text/plain")
            .POST(BodyPublishers.ofString("{}"))
            .build();

    assertRefused(
        RunningCloud.http().send(form, BodyHandlers.ofString()), 400, "BAD_REQUEST", "text/plain");
  }

  @Test
  void metricsContainEveryCounterThatIsPromised() throws Exception {
    cloud.trainer().train("signs", dev.thaw.protocol.Scope.GLOBAL).get(60, TimeUnit.SECONDS);

    HttpResponse<String> scrape = get("/metrics");

    assertThat(scrape.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(scrape.body())
        .contains("thaw_features_total{outcome=\"stored\"} 16.0")
        .contains("thaw_features_total{outcome=\"duplicate\"}")
        .contains("thaw_features_total{outcome=\"stale\"}")
        .contains("thaw_batches_total 1.0")
        .containsPattern("thaw_received_bytes_total\\{kind=\"features\"} [1-9]")
        .contains("thaw_sent_bytes_total{kind=\"manifest\"}")
        .contains("thaw_sent_bytes_total{kind=\"layer\"}")
        .contains("thaw_connections 0.0")
        .contains("thaw_training_queue")
        .containsPattern("thaw_training_seconds_total [0-9]")
        .containsPattern(
            "thaw_training_runs_total\\{published=\"true\",scope=\"global\",task=\"signs\"} [1-9]")
        .containsPattern("thaw_training_steps_total\\{scope=\"global\",task=\"signs\"} [1-9]")
        .containsPattern("thaw_manifest_version\\{task=\"signs\"} [2-9]")
        .containsPattern("thaw_freeze_depth\\{task=\"signs\"} [67]")
        .contains("thaw_freeze_epoch{task=\"signs\"}")
        .contains("thaw_ingest_latency_seconds_bucket{le=\"0.001\"}")
        .contains("thaw_ingest_latency_seconds_count 1");
  }

  @Test
  void healthAndReadinessAreTold() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(json(get("/readyz")).path("ready").asBoolean()).isTrue();
  }

  private static void assertRefused(
      HttpResponse<String> response, int status, String code, String named) throws Exception {
    JsonNode error = new ObjectMapper().readTree(response.body());
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(error.path("error").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).contains(named);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(cloud.request(path));
  }

  private static HttpResponse<String> put(String path, String body) throws Exception {
    return send(
        cloud
            .request(path)
            .header("content-type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        cloud
            .request(path)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return RunningCloud.http().send(request.build(), BodyHandlers.ofString());
  }
}

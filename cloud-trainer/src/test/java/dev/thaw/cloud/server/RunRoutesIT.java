package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.Scope;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRoutesIT {
  @TempDir static Path dir;
  private static RunningCloud cloud;
  private static TrainingRun validated;
  private static TrainingRun small;

  @BeforeAll
  static void start() throws Exception {
    cloud = RunningCloud.start(dir);
    validated = train("pen", 25);
    small = train("mouse", 10);
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void theListTellsValidationsAndLeavesCurvesOut() throws Exception {
    JsonNode runs = json("/v1/admin/runs").path("runs");

    assertThat(runs).hasSize(2);
    assertThat(runs.get(0).path("id").asLong()).isEqualTo(small.id());
    assertThat(runs.get(0).path("validationBefore").isNull()).isTrue();
    assertThat(runs.get(0).path("validationSamples").isNull()).isTrue();
    assertThat(runs.get(1).path("validationSamples").asInt()).isEqualTo(5);
    assertThat(runs.get(1).path("validationBefore").asDouble())
        .isEqualTo(validated.curve().validation().orElseThrow().before());
    assertThat(runs.get(1).path("validationSeconds").asDouble()).isPositive();
    assertThat(runs).noneMatch(run -> run.has("curve"));
  }

  @Test
  void oneRunHasItsCurve() throws Exception {
    JsonNode run = json("/v1/admin/runs/" + validated.id() + "?task=signs");
    JsonNode curve = run.path("curve");

    assertThat(run.path("scope").asText()).isEqualTo("device/pen");
    assertThat(curve).hasSize(validated.curve().points().size());
    assertThat(curve.get(0).path("epoch").asInt()).isZero();
    assertThat(curve.get(0).path("validationRight")).isEqualTo(run.path("validationBefore"));
    assertThat(curve.get(curve.size() - 1).path("validationRight"))
        .isEqualTo(run.path("validationAfter"));
    assertThat(curve).allMatch(point -> point.path("loss").isNumber());
    assertThat(curve).allMatch(point -> point.path("validationLoss").isNumber());
  }

  @Test
  void aRunWithoutValidationHasNullsInItsCurve() throws Exception {
    JsonNode curve = json("/v1/admin/runs/" + small.id()).path("curve");

    assertThat(curve).isNotEmpty().allMatch(point -> point.path("validationRight").isNull());
  }

  @Test
  void aRunThatIsNotThereIsNamed() throws Exception {
    assertRefused("/v1/admin/runs/999", 404, "NOT_FOUND", "no run 999");
    assertRefused("/v1/admin/runs/-1", 400, "BAD_REQUEST", "\"-1\"");
    assertRefused("/v1/admin/runs/first", 400, "BAD_REQUEST", "\"first\"");
    assertRefused("/v1/admin/runs/1?task=chess", 404, "UNKNOWN_TASK", "chess");
  }

  private static TrainingRun train(String device, int samples) throws Exception {
    cloud.trainer().ingest(cloud.batch(device, 1, samples, 1)).get(10, TimeUnit.SECONDS);
    return cloud
        .trainer()
        .train(RunningCloud.TASK, new Scope.OfDevice(device))
        .get(60, TimeUnit.SECONDS);
  }

  private static void assertRefused(String path, int status, String code, String named)
      throws Exception {
    HttpResponse<String> response = get(path);
    JsonNode error = new ObjectMapper().readTree(response.body());
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(error.path("error").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).contains(named);
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return RunningCloud.http().send(cloud.request(path).build(), BodyHandlers.ofString());
  }
}

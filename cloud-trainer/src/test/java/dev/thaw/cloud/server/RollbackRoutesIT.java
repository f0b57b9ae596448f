package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.protocol.Message.Notice;
import dev.thaw.protocol.Scope;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackRoutesIT {
  private static final Scope WRITER = new Scope.OfDevice("writer");

  @TempDir Path dir;
  private RunningCloud cloud;

  @BeforeEach
  void start() throws Exception {
    cloud = RunningCloud.start(dir);
    train(1);
    train(2);
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void rollbackAnswersWithTheNewVersionAsTheModelsAreListed() throws Exception {
    JsonNode model = json(post("{\"scope\":\"device/writer\",\"version\":1}"));
    JsonNode models = json(get("/v1/admin/models?scope=device/writer")).path("models");

    assertThat(model.path("version").asLong()).isEqualTo(3);
    assertThat(model.path("reason").asText()).isEqualTo("rolled back to version 1");
    assertThat(model.path("metrics").path("rolled.back.to").asDouble()).isEqualTo(1);
    assertThat(models.get(0)).isEqualTo(model);
    assertThat(models.get(0).path("layers")).isEqualTo(models.get(2).path("layers"));
    assertThat(get("/metrics").body())
        .contains("thaw_rollbacks_total{scope=\"device\",task=\"signs\"} 1.0");
  }

  @Test
  void connectedDeviceIsToldAtOnceWhatToRun() throws Exception {
    try (TestDevice device = TestDevice.welcomed(cloud, "writer")) {
      JsonNode back = json(post("{\"scope\":\"device/writer\",\"version\":1}"));
      assertThat(device.next(Notice.class).manifest().hex())
          .isEqualTo(back.path("digest").asText());

      JsonNode wider = json(post("{\"task\":\"signs\",\"scope\":\"device/writer\",\"version\":0}"));
      assertThat(device.next(Notice.class).manifest().hex())
          .isEqualTo(wider.path("digest").asText());
      assertThat(wider.path("scope").asText()).isEqualTo("global");
    }
  }

  @Test
  void followersOfTheEventsHearOfIt() throws Exception {
    try (EventReader reader = EventReader.open(cloud.server().url())) {
      json(post("{\"scope\":\"device/writer\",\"version\":1}"));
      JsonNode event = reader.until(e -> e.path("kind").asText().equals("rollback"));
      assertThat(event.path("text").asText())
          .isEqualTo("device/writer is back at version 1, as version 3");
      assertThat(event.path("version").asLong()).isEqualTo(3);

      json(post("{\"scope\":\"device/writer\",\"version\":0}"));
      reader.until(e -> e.path("kind").asText().equals("withdrawn"));
      reader.until(e -> e.path("kind").asText().equals("rollback"));
    }
  }

  @Test
  void mistakesAreNamed() throws Exception {
    assertRefused("{\"scope\":\"device/writer\",\"version\":9}", 404, "NOT_FOUND", "version 9");
    assertRefused("{\"scope\":\"device/x\",\"version\":1}", 404, "NOT_FOUND", "device/x");
    assertRefused("{\"scope\":\"device/writer\",\"version\":2}", 409, "CONFLICT", "current");
    assertRefused("{\"scope\":\"global\",\"version\":0}", 400, "BAD_REQUEST", "global");
    assertRefused("{\"version\":1}", 400, "BAD_REQUEST", "scope");
    assertRefused("{\"scope\":\"global\"}", 400, "BAD_REQUEST", "version");
    assertRefused("{\"scope\":\"moon\",\"version\":1}", 400, "BAD_REQUEST", "moon");
    assertRefused("{\"scope\":\"global\",\"version\":1,\"to\":1}", 400, "BAD_REQUEST", "to");
    assertRefused(
        "{\"task\":\"chess\",\"scope\":\"global\",\"version\":1}", 404, "UNKNOWN_TASK", "chess");
  }

  @Test
  void formsOfWebPagesRollNothingBack() throws Exception {
    HttpResponse<String> response =
        post("{\"scope\":\"device/writer\",\"version\":1}", "text/plain");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("text/plain");
  }

  private void train(long sequence) throws Exception {
    cloud.trainer().ingest(cloud.batch("writer", sequence, 16, sequence)).get(20, TimeUnit.SECONDS);
    cloud.trainer().train(RunningCloud.TASK, WRITER).get(60, TimeUnit.SECONDS);
  }

  private void assertRefused(String body, int status, String code, String named) throws Exception {
    HttpResponse<String> response = post(body);
    JsonNode error = new ObjectMapper().readTree(response.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(error.path("error").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).contains(named);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return RunningCloud.http().send(cloud.request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body) throws Exception {
    return post(body, "application/json");
  }

  private HttpResponse<String> post(String body, String type) throws Exception {
    return RunningCloud.http()
        .send(
            cloud
                .request("/v1/admin/rollback")
                .header("content-type", type)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }
}

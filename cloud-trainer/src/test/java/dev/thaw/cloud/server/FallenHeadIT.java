package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Message.Notice;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Status;
import dev.thaw.protocol.Message.Welcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.codec.FrameCodec;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devices tell of their heads, by each of the ways to tell it. */
class FallenHeadIT {
  private static final Scope WRITER = new Scope.OfDevice("writer");
  private static final String ADDRESS = "/v1/tasks/signs/status?device=writer";
  private static final FrameCodec CODEC = new FrameCodec(1 << 20);
  private static final Map<String, Double> FELL =
      Map.of("canary.fell_back", 1.0, "canary.general_right", 9.0, "canary.head_right", 2.0);

  @TempDir Path dir;
  private RunningCloud cloud;
  private Digest own;

  @BeforeEach
  void start() throws Exception {
    cloud = RunningCloud.start(dir);
    cloud.trainer().ingest(cloud.batch("writer", 1, 16, 1)).get(60, TimeUnit.SECONDS);
    TrainingRun run = cloud.trainer().train(RunningCloud.TASK, WRITER).get(60, TimeUnit.SECONDS);
    own = run.manifest().orElseThrow();
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void theStreamAnswersAFallWithTheWiderModel() throws Exception {
    try (EventReader reader = EventReader.open(cloud.server().url());
        TestDevice device = TestDevice.welcomed(cloud, "writer")) {
      device.send(new Status(Optional.of(own), FELL));

      assertThat(device.next(Notice.class).manifest()).isEqualTo(global());
      JsonNode event = reader.until(e -> e.path("kind").asText().equals("fell-back"));
      assertThat(event.path("text").asText())
          .startsWith("writer fell back from the head of device/writer: on 9 of its later");
    }
    JsonNode newest = json(get("/v1/admin/models?scope=device/writer")).path("models").get(0);
    assertThat(newest.path("version").asLong()).isEqualTo(2);
    assertThat(newest.path("published").asBoolean()).isFalse();
    assertThat(newest.path("reason").asText()).startsWith("the device fell back to the model of");
    assertThat(get("/metrics").body())
        .contains(
            "thaw_canary_fallbacks_total{scope=\"device\",task=\"signs\",withdrawn=\"true\"} 1.0");
  }

  @Test
  void aHelloTellsOfItToo() throws Exception {
    try (TestDevice device = TestDevice.connect(cloud)) {
      device.send(new Hello("writer", "signs", Optional.empty(), Optional.of(own), FELL));
      device.next(Welcome.class);
      assertThat(device.next(Notice.class).manifest()).isEqualTo(global());
    }
  }

  @Test
  void restTellsOfItToo() throws Exception {
    assertThat(post(ADDRESS, new Status(Optional.of(own), FELL)).statusCode()).isEqualTo(204);
    assertThat(post(ADDRESS, new Status(Optional.of(own), FELL)).statusCode()).isEqualTo(204);
    cloud.trainer().dropVoidFeatures("signs").get(60, TimeUnit.SECONDS); // after what waits

    assertThat(cloud.trainer().manifestFor("signs", "writer", Optional.empty()).digest())
        .isEqualTo(global());
    assertThat(cloud.trainer().models("signs", Optional.of(WRITER))).hasSize(2);
    assertThat(cloud.server().traffic().bytes(WireKind.STATUS)).isPositive();
    assertThat(json(get("/v1/admin/devices")).findValuesAsText("canary.general_right"))
        .containsExactly("9.0");
  }

  @Test
  void mistakesInAReportAreRefusedWithAFrame() throws Exception {
    Status status = new Status(Optional.of(own), FELL);
    Message hello = TestDevice.hello("writer", "signs");

    assertRefused(post(ADDRESS, hello), 400, ErrorCode.UNEXPECTED_MESSAGE);
    assertRefused(post("/v1/tasks/signs/status", status), 400, ErrorCode.BAD_REQUEST);
    assertRefused(
        post("/v1/tasks/chess/status?device=writer", status), 404, ErrorCode.UNKNOWN_TASK);
    assertRefused(post(ADDRESS, new byte[] {1, 2, 3}), 400, ErrorCode.MALFORMED_FRAME);
    assertThat(cloud.trainer().manifestFor("signs", "writer", Optional.empty()).digest())
        .isEqualTo(own);
  }

  private Digest global() {
    return cloud.trainer().models("signs", Optional.of(Scope.GLOBAL)).get(0).digest();
  }

  private static void assertRefused(HttpResponse<byte[]> response, int status, ErrorCode code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(((Refused) CODEC.fromBytes(response.body())).error()).isEqualTo(code);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return RunningCloud.http().send(cloud.request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<byte[]> post(String path, Message message) throws Exception {
    return post(path, CODEC.toBytes(message));
  }

  private HttpResponse<byte[]> post(String path, byte[] frame) throws Exception {
    return RunningCloud.http()
        .send(
            cloud
                .request(path)
                .header("content-type", "application/vnd.thaw.frame")
                .POST(BodyPublishers.ofByteArray(frame))
                .build(),
            BodyHandlers.ofByteArray());
  }
}

package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Repair;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.codec.FrameCodec;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairRoutesIT {
  private static final String FRAME = "application/vnd.thaw.frame";
  private static final String REPAIRS = "/v1/tasks/signs/repairs?device=";
  private static final String LOST = "/v1/tasks/signs/lost";
  private static final FrameCodec CODEC = new FrameCodec(1 << 20);

  @TempDir Path dir;
  private RunningCloud cloud;
  private List<SampleId> stored = List.of();

  @BeforeEach
  void start() throws Exception {
    cloud = RunningCloud.start(dir);
    FeatureBatch batch = cloud.batch("tablet", 1, 16, 1);
    cloud.trainer().ingest(batch).get(10, TimeUnit.SECONDS);
    stored = batch.features().stream().map(f -> f.activation().sample()).toList();
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void deviceWithNothingToRepairGetsNoContent() throws Exception {
    HttpResponse<byte[]> response = get(REPAIRS + "tablet");

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void deviceGetsItsRepairsAsAFrameWhichIsCounted() throws Exception {
    moveTo(5);

    HttpResponse<byte[]> response = get(REPAIRS + "tablet");
    Repair repair = (Repair) message(response);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains(FRAME);
    assertThat(repair.wanted()).isEqualTo(cloud.trainer().freeze(RunningCloud.TASK));
    assertThat(repair.samples()).containsExactlyInAnyOrderElementsOf(stored);
    assertThat(cloud.server().traffic().bytes(WireKind.REPAIR)).isEqualTo(response.body().length);
    assertThat(get(REPAIRS + "somebody").statusCode()).isEqualTo(204);
  }

  @Test
  void lostSamplesAreKeptAndTheSameReportTwiceIsOne() throws Exception {
    moveTo(5);

    HttpResponse<byte[]> first = report(LOST, lost("signs", stored.subList(0, 10)));
    HttpResponse<byte[]> second = report(LOST, lost("signs", stored.subList(0, 10)));

    assertThat(first.statusCode()).isEqualTo(204);
    assertThat(second.statusCode()).isEqualTo(204);
    assertThat(cloud.trainer().featureCounts(RunningCloud.TASK).lost()).isEqualTo(10);
    assertThat(((Repair) message(get(REPAIRS + "tablet"))).samples()).hasSize(6);
    assertThat(cloud.server().traffic().bytes(WireKind.LOST)).isPositive();
  }

  @Test
  void mistakesInAReportAreRefusedWithAFrame() throws Exception {
    Message hello = TestDevice.hello("tablet", "signs");

    assertRefused(report(LOST, lost("chess", stored)), 400, ErrorCode.BAD_REQUEST, "chess");
    assertRefused(
        report("/v1/tasks/chess/lost", lost("chess", stored)),
        404,
        ErrorCode.UNKNOWN_TASK,
        "chess");
    assertRefused(report(LOST, hello), 400, ErrorCode.UNEXPECTED_MESSAGE, "Hello");
    assertRefused(post(LOST, FRAME, new byte[] {1, 2, 3}), 400, ErrorCode.MALFORMED_FRAME, "");
    assertRefused(post(LOST, "application/json", new byte[2]), 400, ErrorCode.BAD_REQUEST, "json");
    assertThat(cloud.trainer().featureCounts(RunningCloud.TASK).lost()).isZero();
  }

  @Test
  void mistakesInAQuestionAreNamed() throws Exception {
    assertError(get("/v1/tasks/signs/repairs"), 400, "BAD_REQUEST");
    assertError(get(REPAIRS + "a%20b"), 400, "BAD_REQUEST");
    assertError(get("/v1/tasks/chess/repairs?device=tablet"), 404, "UNKNOWN_TASK");
  }

  private Lost lost(String task, List<SampleId> samples) {
    FreezeState freeze = cloud.trainer().freeze(RunningCloud.TASK);
    return new Lost("tablet", task, freeze.depth(), freeze.prefix(), samples);
  }

  private void moveTo(int depth) throws Exception {
    cloud.trainer().setDepth(RunningCloud.TASK, depth).get(60, TimeUnit.SECONDS);
  }

  private static Message message(HttpResponse<byte[]> response) {
    return CODEC.fromBytes(response.body());
  }

  private static void assertRefused(
      HttpResponse<byte[]> response, int status, ErrorCode code, String named) {
    assertThat(response.statusCode()).isEqualTo(status);
    Refused refused = (Refused) message(response);
    assertThat(refused.error()).isEqualTo(code);
    assertThat(refused.message()).contains(named);
  }

  private static void assertError(HttpResponse<byte[]> response, int status, String code)
      throws Exception {
    assertThat(response.statusCode()).isEqualTo(status);
    JsonNode error = new ObjectMapper().readTree(response.body());
    assertThat(error.path("error").asText()).isEqualTo(code);
  }

  private HttpResponse<byte[]> report(String path, Message message) throws Exception {
    return post(path, FRAME, CODEC.toBytes(message));
  }

  private HttpResponse<byte[]> post(String path, String type, byte[] body) throws Exception {
    return send(
        cloud.request(path).header("content-type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return send(cloud.request(path));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return RunningCloud.http().send(request.build(), BodyHandlers.ofByteArray());
  }
}

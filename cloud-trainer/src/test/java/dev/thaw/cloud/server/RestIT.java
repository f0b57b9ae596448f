package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.FrameCodec;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.SigningKeys;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestIT {
  private static final String FRAME = "application/vnd.thaw.frame";
  private static final String MANIFEST = "/v1/tasks/signs/manifest?device=";
  private static final FrameCodec CODEC = new FrameCodec(64 << 20);

  @TempDir static Path dir;
  private static RunningCloud cloud;

  @BeforeAll
  static void start() {
    cloud = RunningCloud.start(dir, ServerConfig.open().withMaxFrameBytes(64 << 10));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void frameUploadIsAnsweredByAnAcknowledgement() throws Exception {
    FeatureBatch batch = cloud.batch("rest", 3, 2, 1);

    HttpResponse<byte[]> first = upload(FRAME, frame(batch));
    HttpResponse<byte[]> second = upload(FRAME, frame(batch));

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("content-type")).contains(FRAME);
    assertThat(((BatchAck) message(first)).sequence()).isEqualTo(3);
    assertThat(((BatchAck) message(first)).outcomes()).containsOnly(SampleOutcome.STORED);
    assertThat(((BatchAck) message(second)).outcomes()).containsOnly(SampleOutcome.DUPLICATE);
  }

  @Test
  void jsonUploadIsAnsweredInJson() throws Exception {
    HttpResponse<byte[]> response =
        upload("application/json; charset=utf-8", json("curious", "a", 512));

    JsonNode answer = new ObjectMapper().readTree(response.body());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(answer.path("sequence").asLong()).isEqualTo(12);
    assertThat(answer.path("outcomes").get(0).asText()).isEqualTo("STORED");
    assertThat(answer.path("wanted").path("depth").asInt()).isEqualTo(6);
  }

  @Test
  void jsonUploadOfAWrongShapeIsABadTensor() throws Exception {
    HttpResponse<byte[]> response = upload("application/json", json("curious-shape", "a", 511));

    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("BAD_TENSOR");
  }

  @Test
  void jsonMistakesAreNamed() throws Exception {
    assertBadJson(json("curious", "z", 512), "no label \"z\"");
    assertBadJson(json("not a name", "a", 512), "not a name");
    assertBadJson(
        new String(json("d", "a", 2), StandardCharsets.UTF_8)
            .replace("\"cut\"", "\"cat\"")
            .getBytes(StandardCharsets.UTF_8),
        "\"cut\"");
    assertBadJson(
        new String(json("d", "a", 2), StandardCharsets.UTF_8)
            .replaceFirst("\"cut\": *[0-9]+", "\"cut\": 1000000000000")
            .getBytes(StandardCharsets.UTF_8),
        "not a cut: 1000000000000");
    assertBadJson("{\"task\":".getBytes(StandardCharsets.UTF_8), "not JSON");
    assertBadJson("[]".getBytes(StandardCharsets.UTF_8), "not a JSON object");
  }

  @Test
  void malformedFrameIsRefusedWithAFrame() throws Exception {
    HttpResponse<byte[]> response = upload(FRAME, new byte[] {1, 2, 3});

    assertRefused(response, 400, ErrorCode.MALFORMED_FRAME);
  }

  @Test
  void anotherMessageThanABatchIsRefused() throws Exception {
    HttpResponse<byte[]> response = upload(FRAME, frame(TestDevice.hello("d", "signs")));

    assertRefused(response, 400, ErrorCode.UNEXPECTED_MESSAGE);
  }

  @Test
  void oversizedFrameIsRefused() throws Exception {
    HttpResponse<byte[]> response = upload(FRAME, frame(cloud.batch("large", 1, 40, 2)));

    assertRefused(response, 413, ErrorCode.OVERSIZED_FRAME);
    HttpResponse<byte[]> json = upload("application/json", new byte[65 << 10]);
    assertThat(json.statusCode()).isEqualTo(413);
    assertThat(new String(json.body(), StandardCharsets.UTF_8)).contains("66560 bytes");
  }

  @Test
  void unknownContentTypeIsRefusedByName() throws Exception {
    HttpResponse<byte[]> response = upload("text/csv", new byte[10]);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("text/csv");
  }

  @Test
  void manifestVerifiesAndIsNotSentTwice() throws Exception {
    HttpResponse<byte[]> first = get(MANIFEST + "pull");
    String entityTag = first.headers().firstValue("etag").orElseThrow();
    SignedManifest signed =
        ManifestCodec.verify(
            first.body(), SigningKeys.publicKey(Base64.getDecoder().decode(text(get("/v1/key")))));

    HttpResponse<byte[]> second = getIfNoneMatch(MANIFEST + "pull", entityTag);
    HttpResponse<byte[]> third = getIfNoneMatch(MANIFEST + "pull", "\"other\"");

    assertThat(entityTag).isEqualTo('"' + signed.digest().hex() + '"');
    assertThat(signed.manifest().task()).isEqualTo(RunningCloud.SPEC);
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    assertThat(third.statusCode()).isEqualTo(200);
    assertThat(
            cloud.trainer().devices().stream()
                .filter(device -> device.deviceId().equals("pull"))
                .findFirst()
                .orElseThrow()
                .current())
        .contains(signed.digest());
  }

  @Test
  void everyLayerOfTheManifestCanBeFetchedAndHasItsDigest() throws Exception {
    SignedManifest signed =
        cloud.trainer().manifestFor(RunningCloud.TASK, "layers", Optional.empty());
    for (var layer : signed.manifest().layers()) {
      HttpResponse<byte[]> response = get("/v1/layers/" + layer.digest().hex());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(Digest.of(response.body())).isEqualTo(layer.digest());
      assertThat(response.body()).hasSize(layer.sizeBytes());
      assertThat(response.headers().firstValue("cache-control").orElseThrow())
          .contains("immutable");
    }
    assertThat(cloud.server().traffic().bytes(WireKind.LAYER))
        .isGreaterThanOrEqualTo(signed.manifest().totalBytes());
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    assertError(get("/v1/layers/" + "0".repeat(64)), 404, "NOT_FOUND");
    assertError(get("/v1/layers/xyz"), 400, "BAD_REQUEST");
    assertError(get("/v1/tasks/chess"), 404, "UNKNOWN_TASK");
    assertError(get("/v1/tasks/chess/manifest?device=d"), 404, "UNKNOWN_TASK");
    assertError(get("/v1/tasks/signs/manifest"), 400, "BAD_REQUEST");
    assertError(get(MANIFEST + "a%20b"), 400, "BAD_REQUEST");
    assertError(get(MANIFEST + "d&cohort=%2F"), 400, "BAD_REQUEST");
    assertError(get("/v2/tasks"), 404, "NOT_FOUND");
    assertError(send(cloud.request("/v1/tasks").DELETE()), 405, "BAD_REQUEST");
  }

  @Test
  void tasksAreDescribed() throws Exception {
    JsonNode tasks = new ObjectMapper().readTree(get("/v1/tasks").body()).path("tasks");

    assertThat(tasks).hasSize(1);
    assertThat(tasks.get(0)).isEqualTo(new ObjectMapper().readTree(get("/v1/tasks/signs").body()));
    assertThat(tasks.get(0).path("labels")).hasSize(4);
    assertThat(tasks.get(0).path("inputShapes").get(0).toString()).isEqualTo("[1,28,28]");
    assertThat(tasks.get(0).path("freeze").path("depth").asInt()).isEqualTo(6);
  }

  @Test
  void trafficIsCountedByDirectionAndPurpose() throws Exception {
    byte[] frame = frame(cloud.batch("metered", 1, 4, 77));
    Traffic before = cloud.server().traffic();

    int answer = upload(FRAME, frame).body().length;

    Traffic after = cloud.server().traffic();
    assertThat(after.bytes(WireKind.FEATURES) - before.bytes(WireKind.FEATURES))
        .isEqualTo(frame.length);
    assertThat(after.bytes(WireKind.ACK) - before.bytes(WireKind.ACK)).isEqualTo(answer);
    assertThat(after.bytes(WireKind.Direction.IN) - before.bytes(WireKind.Direction.IN))
        .isEqualTo(frame.length);
  }

  private static void assertBadJson(byte[] body, String named) throws Exception {
    HttpResponse<byte[]> response = upload("application/json", body);
    assertError(response, 400, "BAD_REQUEST");
    assertThat(new ObjectMapper().readTree(response.body()).path("message").asText())
        .contains(named);
  }

  private static void assertError(HttpResponse<byte[]> response, int status, String code)
      throws Exception {
    assertThat(response.statusCode()).isEqualTo(status);
    JsonNode error = new ObjectMapper().readTree(response.body());
    assertThat(error.path("error").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isNotEmpty();
  }

  private static void assertRefused(HttpResponse<byte[]> response, int status, ErrorCode code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains(FRAME);
    assertThat(((Refused) message(response)).error()).isEqualTo(code);
  }

  private static byte[] json(String device, String label, int values) {
    FreezeState freeze = cloud.trainer().freeze(RunningCloud.TASK);
    return """
        {"device":"%s","sequence":12,"task":"signs","cut":%d,"prefix":"%s","features":[
          {"sample":"%s","label":"%s","createdAt":"2026-01-31T12:00:00Z",
           "annotatedAt":"2026-01-31T12:00:05Z",
           "tensors":[{"dtype":"int8","shape":[%d],"values":[%s]}]}]}
        """
        .formatted(
            device,
            freeze.depth(),
            freeze.prefix().hex(),
            "0123456789abcdef".repeat(2),
            label,
            values,
            String.join(",", Collections.nCopies(values, "0.5")))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] frame(Message message) {
    return ByteBufUtil.getBytes(CODEC.encode(message));
  }

  private static Message message(HttpResponse<byte[]> response) {
    return CODEC.decode(Unpooled.wrappedBuffer(response.body()));
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static HttpResponse<byte[]> upload(String type, byte[] body) throws Exception {
    return send(
        cloud
            .request("/v1/features")
            .header("content-type", type)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static HttpResponse<byte[]> get(String path) throws Exception {
    return send(cloud.request(path));
  }

  private static HttpResponse<byte[]> getIfNoneMatch(String path, String tag) throws Exception {
    return send(cloud.request(path).header("if-none-match", tag));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return RunningCloud.http().send(request.build(), BodyHandlers.ofByteArray());
  }
}

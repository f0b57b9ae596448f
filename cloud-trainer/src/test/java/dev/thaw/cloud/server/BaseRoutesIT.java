package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Message.Notice;
import dev.thaw.protocol.Message.Repair;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import dev.thaw.protocol.codec.SigningKeys;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseRoutesIT {
  private static final String BYTES = "application/octet-stream";
  private static final byte[] SAME = RunningCloud.base().toBytes();
  private static final byte[] OTHER = RunningCloud.base(RunningCloud.SPEC, 6).toBytes();

  @TempDir Path dir;

  @Test
  void newBaseModelReplacesTheOldOneAndItsDevicesAreAskedToRepair() throws Exception {
    try (RunningCloud cloud = RunningCloud.start(dir)) {
      cloud.trainer().ingest(cloud.batch("writer", 1, 16, 1)).get(10, TimeUnit.SECONDS);
      try (TestDevice device = TestDevice.welcomed(cloud, "writer")) {
        JsonNode change = json(200, publish(cloud, OTHER));

        assertThat(change.path("task").asText()).isEqualTo(RunningCloud.TASK);
        assertThat(change.path("changed").asBoolean()).isTrue();
        assertThat(change.path("dropped").asLong()).isEqualTo(16);
        assertThat(change.path("kept").asLong()).isZero();
        assertThat(change.path("wanted").asLong()).isEqualTo(16);
        assertThat(change.path("after").path("prefix"))
            .isNotEqualTo(change.path("before").path("prefix"));
        assertThat(device.next(Notice.class).freeze())
            .isEqualTo(cloud.trainer().freeze(RunningCloud.TASK));
        assertThat(device.next(Repair.class).samples()).hasSize(16);
      }
      assertThat(json(200, publish(cloud, OTHER)).path("changed").asBoolean()).isFalse();
    }
  }

  @Test
  void theSameBaseModelChangesNothing() throws Exception {
    try (RunningCloud cloud = RunningCloud.start(dir)) {
      JsonNode change = json(200, publish(cloud, SAME));

      assertThat(change.path("changed").asBoolean()).isFalse();
      assertThat(change.path("after")).isEqualTo(change.path("before"));
    }
  }

  @Test
  void whatIsNoBaseModelOfTheTaskIsRefusedAndNothingChanges() throws Exception {
    TaskSpec otherLabels =
        new TaskSpec(
            RunningCloud.TASK,
            RunningCloud.SPEC.architecture(),
            List.of("a", "b", "c", "e"),
            List.of(Shape.of(1, 28, 28)));
    try (RunningCloud cloud = RunningCloud.start(dir)) {
      var before = cloud.trainer().freeze(RunningCloud.TASK);

      assertRefused(publish(cloud, Arrays.copyOf(OTHER, OTHER.length / 2)), 400, "BAD_REQUEST");
      assertRefused(publish(cloud, Arrays.copyOf(OTHER, OTHER.length - 1)), 400, "BAD_REQUEST");
      assertRefused(publish(cloud, new byte[0]), 400, "BAD_REQUEST");
      assertRefused(publish(cloud, new byte[] {1, 2, 3}), 400, "BAD_REQUEST");
      BaseModel labels = RunningCloud.base(otherLabels, 6);
      assertRefused(publish(cloud, labels.toBytes()), 409, "CONFLICT");

      assertThat(cloud.trainer().freeze(RunningCloud.TASK)).isEqualTo(before);
      assertThat(cloud.trainer().freezeStatus(RunningCloud.TASK).change()).isEmpty();
    }
  }

  @Test
  void whereAKeyIsRequiredOnlyWhatItSignedIsTaken() throws Exception {
    KeyPair keys = SigningKeys.generate(new SecureRandom());
    KeyPair others = SigningKeys.generate(new SecureRandom());
    try (RunningCloud cloud = RunningCloud.start(dir, keys.getPublic())) {
      assertRefused(publish(cloud, OTHER), 403, "FORBIDDEN");
      assertRefused(publish(cloud, OTHER, signature(OTHER, others)), 403, "FORBIDDEN");
      assertRefused(publish(cloud, OTHER, signature(SAME, keys)), 403, "FORBIDDEN");
      assertRefused(publish(cloud, OTHER, "AAAA"), 403, "FORBIDDEN");
      assertRefused(publish(cloud, OTHER, "*"), 400, "BAD_REQUEST");

      JsonNode change = json(200, publish(cloud, OTHER, signature(OTHER, keys)));

      assertThat(change.path("changed").asBoolean()).isTrue();
    }
  }

  @Test
  void pagesOfOtherSitesCanPublishNothing() throws Exception {
    try (RunningCloud cloud = RunningCloud.start(dir)) {
      HttpRequest.Builder plain = cloud.request("/v1/admin/base").header("content-type", BYTES);
      assertRefused(send(plain, OTHER), 400, "BAD_REQUEST");
      HttpRequest.Builder form =
          cloud
              .request("/v1/admin/base")
              .header("content-type", "text/plain")
              .header("Thaw-Operation", "publish-base");
      assertRefused(send(form, OTHER), 400, "BAD_REQUEST");
    }
  }

  @Test
  void baseModelMayBeLargerThanAFrame() throws Exception {
    ServerConfig narrow = ServerConfig.open().withMaxFrameBytes(1 << 14);
    try (RunningCloud cloud = RunningCloud.start(dir, narrow)) {
      assertThat(OTHER.length).isGreaterThan(1 << 14);

      assertThat(json(200, publish(cloud, OTHER)).path("changed").asBoolean()).isTrue();
    }
  }

  private static String signature(byte[] file, KeyPair keys) {
    return Base64.getEncoder().encodeToString(SigningKeys.sign(file, keys.getPrivate()));
  }

  private static HttpResponse<String> publish(RunningCloud cloud, byte[] file, String... signature)
      throws Exception {
    HttpRequest.Builder request =
        cloud
            .request("/v1/admin/base")
            .header("content-type", BYTES)
            .header("Thaw-Operation", "publish-base");
    for (String base64 : signature) {
      request.header("Thaw-Signature", base64);
    }
    return send(request, file);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, byte[] file)
      throws Exception {
    return RunningCloud.http()
        .send(request.POST(BodyPublishers.ofByteArray(file)).build(), BodyHandlers.ofString());
  }

  private static void assertRefused(HttpResponse<String> response, int status, String code)
      throws Exception {
    JsonNode error = json(status, response);
    assertThat(error.path("error").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isNotBlank();
  }

  private static JsonNode json(int status, HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return new ObjectMapper().readTree(response.body());
  }
}

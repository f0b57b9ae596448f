package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.server.Visitor.Answer;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Status;
import dev.thaw.protocol.Message.Welcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.codec.FrameCodec;
import io.netty.buffer.ByteBufUtil;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device with a session can reach, and what it cannot. */
class AccessIT {
  private static final String TASK = RunningCloud.TASK;

  @TempDir static Path dir;
  private static RunningCloud cloud;
  private static Optional<String> lefty;
  private static Optional<String> loner;

  @BeforeAll
  static void start() throws Exception {
    cloud = RunningCloud.start(dir.resolve("cloud"), ServerConfig.defaults());
    lefty = Optional.of(Visitor.enrolled(cloud, "lefty", Optional.of("lefties")).session());
    loner = Optional.of(Visitor.enrolled(cloud, "loner", Optional.empty()).session());
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void deviceReadsManifestsOfItsOwnIdAndCohortAlone() throws Exception {
    assertThat(manifest(lefty, "device=lefty").status()).isEqualTo(200);
    assertThat(manifest(lefty, "device=lefty&cohort=lefties").status()).isEqualTo(200);
    assertForbidden(manifest(lefty, "device=loner"));
    assertForbidden(manifest(lefty, "device=lefty&cohort=righties"));
    assertForbidden(manifest(loner, "device=loner&cohort=lefties"));
    assertThat(manifest(Optional.empty(), "device=lefty").status()).isEqualTo(401);
  }

  @Test
  void memberOfACohortNeedNotNameIt() throws Exception {
    Visitor member = Visitor.enrolled(cloud, "member", Optional.of("scribes"));
    Optional<String> token = Optional.of(member.session());
    cloud.trainer().ingest(cloud.batch("member", 1, 8, 3)).get(60, TimeUnit.SECONDS);
    assertThat(manifest(token, "device=member").status()).isEqualTo(200);
    cloud.trainer().train(TASK, new Scope.Cohort("scribes")).get(60, TimeUnit.SECONDS);

    String now = manifest(token, "device=member").response().headers().firstValue("etag").get();

    assertThat(now).isEqualTo('"' + current("member", "scribes").hex() + '"');
    assertThat(manifest(loner, "device=loner").response().headers().firstValue("etag"))
        .get()
        .isNotEqualTo(now);
  }

  @Test
  void newInvitationMovesADeviceToItsCohortWhateverItReportedBefore() throws Exception {
    Visitor visitor = Visitor.enrolled(cloud, "mover", Optional.of("old"));
    assertThat(manifest(Optional.of(visitor.session()), "device=mover").status()).isEqualTo(200);

    visitor.enrol(Visitor.invitation(cloud, 1, Optional.empty()));
    Optional<String> token = Optional.of(visitor.session());

    assertForbidden(manifest(token, "device=mover&cohort=old"));
    assertThat(manifest(token, "device=mover").status()).isEqualTo(200);
    assertThat(cloud.trainer().devices())
        .filteredOn(device -> device.deviceId().equals("mover"))
        .singleElement()
        .satisfies(device -> assertThat(device.cohort()).isEmpty());
  }

  @Test
  void layersOfOthersAreLikeLayersThatDoNotExist() throws Exception {
    Visitor owner = Visitor.enrolled(cloud, "owner", Optional.empty());
    cloud.trainer().ingest(cloud.batch("owner", 1, 8, 4)).get(60, TimeUnit.SECONDS);
    cloud.trainer().train(TASK, new Scope.OfDevice("owner")).get(60, TimeUnit.SECONDS);
    Manifest own = cloud.trainer().manifestFor(TASK, "owner", Optional.empty()).manifest();
    assertThat(own.scope()).isEqualTo(new Scope.OfDevice("owner"));
    Digest head = own.layers().get(own.layers().size() - 1).digest();
    Digest nothing = Digest.of(new byte[] {1});

    Answer others = layer(loner, head);
    Answer absent = layer(loner, nothing);

    assertThat(layer(Optional.of(owner.session()), head).status()).isEqualTo(200);
    assertThat(others.status()).isEqualTo(404);
    assertThat(others.text().replace(head.hex(), "D"))
        .isEqualTo(absent.text().replace(nothing.hex(), "D"));
    assertThat(others.response().headers().map().keySet())
        .isEqualTo(absent.response().headers().map().keySet());
  }

  @Test
  void layersOfTheGlobalModelAreForEveryDevice() throws Exception {
    Manifest global = cloud.trainer().models(TASK, Optional.of(Scope.GLOBAL)).get(0).manifest();
    for (LayerEntry entry : global.layers()) {
      Answer answer = layer(loner, entry.digest());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.response().headers().firstValue("cache-control").get())
          .startsWith("private");
    }
  }

  @Test
  void deviceUploadsUnderItsOwnIdAlone() throws Exception {
    assertThat(upload(lefty, cloud.batch("lefty", 1, 2, 5)).status()).isEqualTo(200);
    Answer forged = upload(lefty, cloud.batch("loner", 1, 2, 6));
    assertThat(forged.status()).isEqualTo(403);
    assertThat(upload(Optional.empty(), cloud.batch("lefty", 2, 2, 7)).status()).isEqualTo(401);
    assertThat(cloud.trainer().featureCounts(TASK).devices())
        .noneMatch(device -> device.deviceId().equals("loner"));
  }

  @Test
  void deviceReportsLossesAndAsksForRepairsOfItsOwnAlone() throws Exception {
    String repairs = "/v1/tasks/" + TASK + "/repairs?device=";
    assertThat(Visitor.get(cloud, repairs + "lefty", lefty).status()).isEqualTo(204);
    assertForbidden(Visitor.get(cloud, repairs + "loner", lefty));
    var freeze = cloud.trainer().freeze(TASK);
    var sample = cloud.batch("x", 1, 1, 1).features().get(0).activation().sample();
    Lost lost = new Lost("loner", TASK, freeze.depth(), freeze.prefix(), List.of(sample));
    assertThat(frame(lefty, "/v1/tasks/" + TASK + "/lost", lost).status()).isEqualTo(403);
    assertThat(frame(loner, "/v1/tasks/" + TASK + "/lost", lost).status()).isEqualTo(204);
  }

  @Test
  void deviceReportsOnItselfAlone() throws Exception {
    String status = "/v1/tasks/" + TASK + "/status?device=";
    Status fell = new Status(Optional.empty(), Map.of("canary.fell_back", 1.0));
    assertThat(frame(lefty, status + "loner", fell).status()).isEqualTo(403);
    assertThat(frame(loner, status + "loner", fell).status()).isEqualTo(204);
    assertThat(frame(Optional.empty(), status + "loner", fell).status()).isEqualTo(401);
  }

  @Test
  void streamIsForTheDeviceOfTheToken() throws Exception {
    try (TestDevice device = TestDevice.connect(cloud, lefty.get())) {
      device.send(TestDevice.hello("lefty", TASK));
      device.next(Welcome.class);
      device.send(cloud.batch("lefty", 7, 2, 8));
      device.next(BatchAck.class);
      device.send(cloud.batch("loner", 8, 2, 9));
      assertThat(device.next(Refused.class).error()).isEqualTo(ErrorCode.FORBIDDEN);
    }
    assertRefused(lefty.get(), TestDevice.hello("loner", TASK));
    assertRefused(lefty.get(), helloOf("lefty", "righties"));
    assertRefused(loner.get(), helloOf("loner", "lefties"));
  }

  @Test
  void streamNeedsAToken() {
    Assertions.assertThatThrownBy(() -> TestDevice.connect(cloud))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("401");
    Assertions.assertThatThrownBy(() -> TestDevice.connect(cloud, "session-nonsense"))
        .hasMessageContaining("401");
  }

  @Test
  void otherSchemesAndOtherMethodsOpenNothing() throws Exception {
    HttpRequest.Builder basic = cloud.request("/v1/tasks").header("authorization", "Basic eDp5");
    assertThat(Visitor.send(basic.GET(), Optional.empty()).status()).isEqualTo(401);
    assertThat(Visitor.call(cloud, "DELETE", "/v1/tasks", "{}", lefty).status()).isEqualTo(405);
    assertThat(Visitor.get(cloud, "/v1/admin", lefty).status()).isEqualTo(404);
    assertThat(Visitor.get(cloud, "/v1//admin/status", Optional.empty()).status())
        .isNotEqualTo(200);
    assertThat(Visitor.get(cloud, "/ui/../v1/admin/status", Optional.empty()).status())
        .isNotEqualTo(200);
    assertThat(Visitor.get(cloud, "/ui/%2e%2e/v1/admin/status", Optional.empty()).status())
        .isNotEqualTo(200);
  }

  @Test
  void firstStartLeavesATokenThatOnlyTheOwnerReadsAndTheNextLeavesItAlone() throws Exception {
    Path data = dir.resolve("first");
    Path file = data.resolve("admin.token");
    try (RunningCloud first = RunningCloud.start(data, ServerConfig.defaults())) {
      String token = Files.readString(file).strip();
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      Answer me = Visitor.get(first, "/v1/operator/me", Optional.of(token));
      assertThat(me.text()).contains("\"admin\"");
    }
    Files.delete(file);
    RunningCloud.start(data, ServerConfig.defaults()).close();
    assertThat(file).doesNotExist();
  }

  @Test
  void gatewayThatAsksNobodyMakesNoToken() throws Exception {
    Path data = dir.resolve("open");
    try (RunningCloud open = RunningCloud.start(data)) {
      assertThat(Visitor.get(open, "/v1/admin/status", Optional.empty()).status()).isEqualTo(200);
    }
    assertThat(data.resolve("admin.token")).doesNotExist();
  }

  private static Hello helloOf(String device, String cohort) {
    return new Hello(device, TASK, Optional.of(cohort), Optional.empty(), Map.of());
  }

  private static void assertRefused(String token, Hello hello) throws Exception {
    try (TestDevice device = TestDevice.connect(cloud, token)) {
      device.send(hello);
      assertThat(device.next(Refused.class).error()).isEqualTo(ErrorCode.FORBIDDEN);
      assertThat(device.closeStatus()).isEqualTo(1008);
    }
  }

  private static void assertForbidden(Answer answer) throws Exception {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.error()).isEqualTo("FORBIDDEN");
  }

  private static Digest current(String device, String cohort) {
    return cloud.trainer().manifestFor(TASK, device, Optional.of(cohort)).digest();
  }

  private static Answer manifest(Optional<String> token, String query) throws Exception {
    return Visitor.get(cloud, "/v1/tasks/" + TASK + "/manifest?" + query, token);
  }

  private static Answer layer(Optional<String> token, Digest digest) throws Exception {
    return Visitor.get(cloud, "/v1/layers/" + digest.hex(), token);
  }

  private static Answer upload(Optional<String> token, Message batch) throws Exception {
    return frame(token, "/v1/features", batch);
  }

  private static Answer frame(Optional<String> token, String path, Message message)
      throws Exception {
    byte[] bytes = ByteBufUtil.getBytes(new FrameCodec(1 << 20).encode(message));
    return Visitor.send(
        cloud
            .request(path)
            .header("content-type", "application/vnd.thaw.frame")
            .POST(BodyPublishers.ofByteArray(bytes)),
        token);
  }
}

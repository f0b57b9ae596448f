package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.BASE;
import static dev.thaw.demo.loop.Cloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.access.DeviceAccess;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Tensor;
import dev.thaw.protocol.codec.SigningKeys;
import dev.thaw.protocol.identity.Proofs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** All that is logged at any level, by anybody, while everything happens once. */
class LogPrivacyIT extends LoopFixture {
  private static final String ID = "pen-c0ffee";
  private static final Pattern TOKEN =
      Pattern.compile("(invite|session|operator|login)-[A-Za-z0-9_-]{43}");

  private static final Scope OWN = new Scope.OfDevice(ID);

  private final List<CharacterInContext> characters = written(1).subList(0, 40);
  private final LogScan scan = new LogScan();
  private String session = "";
  private LogCapture capture;

  @BeforeEach
  void listen() {
    capture = new LogCapture();
  }

  @AfterEach
  void stopListening() {
    capture.close();
  }

  @Test
  void nothingPersonalIsInAnyLogOfAFullRun() throws Exception {
    scan.addDevice(ID);
    addPersonal();
    Cloud cloud = startAskingCloud();
    scan.addSecret(Files.readAllLines(cloudDirectory().resolve("signing.key")).get(0));
    scan.addSecret(Files.readString(cloudDirectory().resolve("admin.token")).strip());

    everythingOnce(cloud);

    List<String> events = capture.events();
    assertThat(events).anyMatch(event -> event.startsWith("dev.thaw.cloud.training.Trainer"));
    assertThat(events).anyMatch(event -> event.contains("sample refused"));
    assertThat(events).anyMatch(event -> event.startsWith("dev.thaw.edge.install.Installer"));
    assertThat(events).anyMatch(event -> event.startsWith("io."));
    assertThat(scan.size()).isGreaterThan(10_000);
    assertThat(scan.violations(events)).isEmpty();
    assertThat(events).noneMatch(event -> TOKEN.matcher(event).find());
    assertThat(TOKEN.matcher("shown " + session).find()).as("tokens look like that").isTrue();
    assertPlantedIsFound();
  }

  private void everythingOnce(Cloud cloud) throws Exception {
    EdgeRuntime edge = open(config(ID, cloud.uri()).withInvitation(invite(cloud)));
    annotateAndFlush(edge, characters.subList(0, 20));
    scan.addSecret(Files.readAllLines(deviceDirectory(ID).resolve("device.key")).get(0));
    TrainingRun first = cloud.train(ID);
    awaitModel(edge, first.manifest().orElseThrow());
    annotateAndFlush(edge, characters.subList(20, 40));
    awaitModel(edge, cloud.train(ID).manifest().orElseThrow());
    Await.get(cloud.trainer().train(TASK, Scope.GLOBAL));
    awaitModel(edge, Await.get(cloud.trainer().rollBack(TASK, OWN, 1)).digest());
    int depth = cloud.trainer().freeze(TASK).depth();
    refusals(cloud);
    for (int next : new int[] {depth + 1, depth - 1}) {
      Await.get(cloud.trainer().setDepth(TASK, next));
      awaitDepth(edge, next);
    }
    Await.until("repairs", () -> cloud.trainer().featureCounts(TASK).voided() == 0);
    edge.close();
    Subject subject = new Subject(TASK, Optional.of(ID), Optional.empty());
    Await.get(cloud.trainer().erase(subject));
    cloud.close();
  }

  /** A label that is none, a value that is no number, and requests that are no requests. */
  private void refusals(Cloud cloud) throws IOException, InterruptedException {
    Feature good = feature(cloud, characters.get(0));
    Feature badLabel = new Feature(good.activation(), 4_000, Instant.EPOCH);
    FeatureBatch batch = new FeatureBatch(ID, 1_000, List.of(badLabel));
    assertThat(Await.get(cloud.trainer().ingest(batch)).outcomes())
        .containsExactly(SampleOutcome.BAD_LABEL);
    session = session(cloud);
    String bytes = HexFormat.of().formatHex(bytes(good));
    for (String body : List.of(bytes, "{\"deviceId\":\"" + ID + "\",\"label\":\"q\"", "[")) {
      for (String type : List.of("application/json", "application/vnd.thaw.frame")) {
        post(cloud.uri().resolve("/v1/features"), type, body);
      }
    }
  }

  private Cloud startAskingCloud() {
    CloudTrainer trainer = Cloud.openTrainer(cloudDirectory());
    ServerConfig config = ServerConfig.defaults().at("127.0.0.1", 0);
    return opened(new Cloud(trainer, CloudServer.start(config, trainer)));
  }

  private static String invite(Cloud cloud) {
    return cloud
        .trainer()
        .access()
        .devices()
        .invite(Duration.ofHours(1), 1, Optional.empty())
        .secret();
  }

  /** A token, as a device of its own gets it. */
  private static String session(Cloud cloud) {
    DeviceAccess devices = cloud.trainer().access().devices();
    KeyPair pair = SigningKeys.generate(new SecureRandom());
    byte[] key = SigningKeys.toBytes(pair.getPublic());
    String invitation = invite(cloud);
    devices.enrol(
        invitation,
        "probe",
        key,
        SigningKeys.sign(Proofs.enrolment(invitation, "probe", key), pair.getPrivate()));
    byte[] challenge = devices.challenge("probe");
    byte[] proof = SigningKeys.sign(Proofs.session("probe", challenge), pair.getPrivate());
    return devices.open("probe", challenge, proof).secret();
  }

  private void post(URI uri, String type, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("content-type", type)
            .header("authorization", "Bearer " + session)
            .POST(BodyPublishers.ofString(body))
            .build();
    int status = HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
    assertThat(status).isBetween(400, 499);
  }

  private Feature feature(Cloud cloud, CharacterInContext character) {
    int depth = cloud.trainer().freeze(TASK).depth();
    try (LayeredModel model = BASE.model()) {
      List<Tensor> tensors = model.forward(0, depth, character.inputs());
      SampleId sample = SampleId.fromBytes(new byte[SampleId.BYTES]);
      Activation activation =
          new Activation(TASK, sample, depth, model.prefixDigest(depth), Instant.EPOCH, tensors);
      return new Feature(activation.to(DType.INT8), 0, Instant.EPOCH);
    }
  }

  /** The inputs, and what they are at the cuts that the run has. */
  private void addPersonal() {
    try (LayeredModel model = BASE.model()) {
      for (int cut : new int[] {0, 5, 6, 7}) {
        for (CharacterInContext character : characters) {
          model.forward(0, cut, character.inputs()).forEach(this::addPersonal);
        }
      }
    }
  }

  private void addPersonal(Tensor tensor) {
    Arrays.stream(DType.values()).forEach(dtype -> scan.addPersonal(tensor.to(dtype)));
  }

  private void assertPlantedIsFound() {
    byte[] some = bytes(characters.get(3));
    LoggerFactory.getLogger("dev.thaw.Planted").trace("at {}", HexFormat.of().formatHex(some));
    LoggerFactory.getLogger("dev.thaw.Planted").trace("annotated device={} label={}", ID, "q");

    assertThat(scan.violations(capture.events()))
        .hasSize(2)
        .allMatch(violation -> violation.contains("dev.thaw.Planted"));
  }

  private static byte[] bytes(CharacterInContext character) {
    return Fragments.bytes(character.inputs().get(0));
  }

  private static byte[] bytes(Feature feature) {
    return Fragments.bytes(feature.activation().tensors().get(0));
  }
}

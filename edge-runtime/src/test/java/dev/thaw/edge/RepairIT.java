package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.edge.link.LinkTimings;
import dev.thaw.edge.predict.Checkpoints;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Samples that the cloud asks for once more. */
class RepairIT extends EdgeFixture {
  @Test
  void aRepairRunsOnlyTheLayersBetweenCheckpointAndCut() {
    EdgeRuntime edge = annotatedAndStored(config().withCheckpoints(Checkpoints.at(3)), 4);
    List<Long> before = runs(edge);
    move(edge, cloud, Releases.of(2, 5, 1, Samples.base().layers()));
    awaitRepaired(edge, cloud);
    assertThat(cloud.usable().values()).hasSize(4).allMatch(f -> f.activation().cut() == 5);
    assertThat(runs(edge)).isEqualTo(plus(before, 4, 3, 4));
    assertThat(edge.status().repairs().asked()).isEqualTo(4);
    assertThat(edge.status().repairs().sent()).isEqualTo(4);
    assertThat(edge.status().repairs().lost()).isZero();
  }

  @Test
  void theAutomaticCheckpointIsTheSmallestActivationBelowTheFreezePoint() {
    EdgeRuntime edge = annotatedAndStored(config(), 4);
    List<Long> before = runs(edge);
    move(edge, cloud, Releases.of(2, 5, 1, Samples.base().layers()));
    awaitRepaired(edge, cloud);
    assertThat(cloud.usable()).hasSize(4);
    assertThat(runs(edge)).as("cut 5 was the checkpoint").isEqualTo(before);
  }

  @Test
  void whatNothingLeadsToIsReportedAsLostAndNotAskedForAgain() {
    EdgeRuntime edge = annotatedAndStored(config().withCheckpoints(Checkpoints.at()), 4);
    move(edge, cloud, Releases.of(2, 5, 1, Samples.base().layers()));
    awaitRepaired(edge, cloud);
    List<Message.Lost> reports = cloud.all(Message.Lost.class);
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).samples()).hasSize(4);
    assertThat(reports.get(0).cut()).isEqualTo(5);
    assertThat(reports.get(0).prefix()).isEqualTo(cloud.currentFreeze().prefix());
    assertThat(edge.status().repairs().lost()).isEqualTo(4);
    assertThat(edge.status().uploads().lost()).as("nothing left the device").isZero();
    Await.until(
        "the operator is told",
        () ->
            cloud.all(Message.Status.class).stream()
                .anyMatch(status -> status.status().get("repairs.lost") == 4));
    move(edge, cloud, Releases.of(3, 6, 2, Samples.base().layers()));
    assertThat(cloud.waiting()).as("the old features are good again").isEmpty();
    assertThat(edge.predict(Samples.input(0)).cacheHit()).isTrue();
  }

  @Test
  void samplesThatThisDeviceDoesNotKnowAreLostAtOnce() {
    EdgeRuntime edge = open(config());
    awaitInstalled(edge, 1);
    SampleId stranger = SampleId.fromHex("00112233445566778899aabbccddeeff");
    cloud.versions.owe(stranger);
    cloud.sendNotice();
    Await.until("the report", () -> cloud.waiting().isEmpty());
    assertThat(cloud.all(Message.Lost.class).get(0).samples()).containsExactly(stranger);
    assertThat(edge.status().repairs().lost()).isEqualTo(1);
  }

  @Test
  void keptInputsRepairAfterAWholeUpdate() {
    EdgeRuntime edge = annotatedAndStored(config().withKeptInputs(1 << 20), 4);
    move(edge, cloud, Releases.of(2, 6, 0, Samples.baseWith(0, 42)));
    awaitRepaired(edge, cloud);
    assertThat(cloud.usable().values()).hasSize(4).allMatch(f -> f.activation().cut() == 6);
    assertThat(edge.status().repairs().lost()).isZero();
    assertThat(cloud.batches())
        .flatMap(Message.FeatureBatch::features)
        .allMatch(feature -> feature.activation().cut() > 0);
  }

  @Test
  void keptInputsStayWithinTheirBound() {
    EdgeRuntime edge = open(config().withKeptInputs(100_000));
    awaitInstalled(edge, 1);
    for (int i = 0; i < 6; i++) {
      annotate(edge, i, i + 1);
      flushed(edge);
    }
    move(edge, cloud, Releases.of(2, 6, 0, Samples.baseWith(0, 42)));
    awaitRepaired(edge, cloud);
    assertThat(cloud.usable()).as("34,576 bytes each").hasSize(2);
    assertThat(edge.status().repairs().lost()).isEqualTo(4);
  }

  @Test
  void withoutKeptInputsAWholeUpdateLosesEverything() {
    EdgeRuntime edge = annotatedAndStored(config(), 4);
    move(edge, cloud, Releases.of(2, 6, 0, Samples.baseWith(0, 42)));
    awaitRepaired(edge, cloud);
    assertThat(cloud.usable()).isEmpty();
    assertThat(edge.status().repairs().lost()).isEqualTo(4);
  }

  @Test
  void overRestRepairsAreAskedForAndLossesReported() {
    cloud.refuseUpgrade = true;
    EdgeRuntime edge = annotatedAndStored(config(), 3);
    cloud.publish(Releases.of(2, 5, 1, Samples.base().layers()));
    cloud.versions.owe(SampleId.fromHex("00112233445566778899aabbccddeeff"));
    awaitRepaired(edge, cloud);
    assertThat(cloud.usable().values()).hasSize(3).allMatch(f -> f.activation().cut() == 5);
    assertThat(cloud.all(Message.Lost.class)).hasSize(1);
    assertThat(cloud.requests)
        .contains("GET /v1/tasks/handwriting/repairs?device=pen-1")
        .contains("POST /v1/tasks/handwriting/lost");
  }

  @Test
  void moreThanOnePageIsTakenUpOverRestAndOverTheSocket() {
    for (int i = 0; i < Message.MAX_SAMPLES + 10; i++) {
      cloud.versions.owe(SampleId.fromHex("%032x".formatted(i + 1)));
    }
    EdgeRuntime edge = open(config());
    Await.until("all reports", () -> cloud.waiting().isEmpty());
    edge.close();
    cloud.publish(Releases.of(2, 5, 1, Samples.base().layers()));
    cloud.refuseUpgrade = true;
    open(config());
    Await.until("all reports over REST", () -> cloud.waiting().isEmpty());
  }

  @Test
  void aRepairOfAnotherTaskBreaksTheConnectionAndNothingElse() {
    EdgeRuntime edge = annotatedAndStored(config(), 1);
    List<SampleId> samples = List.copyOf(cloud.stored.keySet());
    cloud.broadcast(new Message.Repair("signatures", cloud.currentFreeze(), samples));
    Await.until(
        "it is reported",
        () -> edge.status().lastError().orElse("").contains("a repair of task \"signatures\""));
    awaitLink(edge, "online");
    assertThat(edge.status().repairs().asked()).isZero();
  }

  @Test
  void inputsThatMayNotBeSentAreLostToADepthOfZero() {
    EdgeRuntime edge = annotatedAndStored(config().withKeptInputs(1 << 20), 2);
    move(edge, cloud, Releases.of(2, 0, 1, Samples.base().layers()));
    Await.until("the report", () -> cloud.waiting().isEmpty());
    assertThat(edge.status().outbox()).isZero();
    assertThat(edge.status().repairs().lost()).isEqualTo(2);
  }

  @Test
  void theFiguresTellWhatCouldBeRepairedAndWhatItWouldTake() {
    EdgeRuntime edge = annotatedAndStored(config().withCheckpoints(Checkpoints.at(3, 5)), 4);
    edge.predict(Samples.input(9));
    edge.predict(Samples.input(9));
    try (LayeredModel model = LayeredModel.of(Samples.TASK, Samples.base().layers())) {
      assertThat(edge.status().asMap())
          .containsEntry("repairable.1", 0.0)
          .containsEntry("repairable.2", 0.0)
          .containsEntry("repairable.3", 4.0)
          .containsEntry("repair.flops.3", 0.0)
          .containsEntry("repairable.4", 4.0)
          .containsEntry("repair.flops.4", 4.0 * model.flops(3, 4))
          .containsEntry("repair.flops.5", 0.0)
          .containsEntry("repairable.7", 4.0)
          .containsEntry("repair.flops.7", 4.0 * model.flops(6, 7))
          .doesNotContainKeys("repairable.0", "repairable.8", "repair.flops.8")
          .containsKeys("miss.ms", "hit.ms");
    }
  }

  @Test
  void keptInputsCountWithAllLayers() {
    EdgeRuntime edge =
        annotatedAndStored(config().withCheckpoints(Checkpoints.at()).withKeptInputs(1 << 20), 4);
    try (LayeredModel model = LayeredModel.of(Samples.TASK, Samples.base().layers())) {
      assertThat(edge.status().asMap())
          .containsEntry("repairable.1", 4.0)
          .containsEntry("repair.flops.5", 4.0 * model.flops(0, 5))
          .containsEntry("repair.flops.6", 0.0);
    }
  }

  @Test
  void theCloudIsToldAtTheNextPingAfterSomethingWasStoredAndWhenAsked() {
    EdgeRuntime edge = annotatedAndStored(config().withTimings(pingingOften()), 3);
    Await.until("the report", () -> reported("repairable.6", 3.0));
    edge.predict(Samples.input(7));
    Await.get(edge.sync());
    Await.until("the report after the prediction", () -> reported("cache.samples", 4.0));
  }

  @Test
  void reportsOfLossesFitTheFramesOfTheCloud() {
    cloud.maxFrameBytes = 4 << 10;
    for (int i = 0; i < 1_000; i++) {
      cloud.versions.owe(SampleId.fromHex("%032x".formatted(i + 1)));
    }
    open(config());
    Await.until("all reports", () -> cloud.waiting().isEmpty());
    assertThat(cloud.bodies).hasSizeGreaterThan(4).allMatch(body -> body.length <= 4 << 10);
    assertThat(cloud.all(Message.Lost.class)).hasSizeGreaterThan(4);
  }

  @Test
  void overRestLossesAreReportedInSmallerFramesOnceTheCloudRefusesLargerOnes() {
    cloud.refuseUpgrade = true;
    cloud.maxFrameBytes = 10 << 10;
    for (int i = 0; i < 1_000; i++) {
      cloud.versions.owe(SampleId.fromHex("%032x".formatted(i + 1)));
    }
    open(config());
    Await.until("all reports", () -> cloud.waiting().isEmpty());
    assertThat(cloud.all(Message.Lost.class)).hasSize(3);
  }

  private static LinkTimings pingingOften() {
    return new LinkTimings(
        IMPATIENT.connectTimeout(),
        IMPATIENT.replyTimeout(),
        Duration.ofMillis(200),
        IMPATIENT.backoffMin(),
        IMPATIENT.backoffMax(),
        IMPATIENT.restAfterFailures(),
        IMPATIENT.webSocketRetry(),
        IMPATIENT.poll(),
        IMPATIENT.gateCheck());
  }

  private boolean reported(String name, double figure) {
    return cloud.all(Message.Status.class).stream()
        .anyMatch(status -> status.status().getOrDefault(name, -1.0) == figure);
  }
}

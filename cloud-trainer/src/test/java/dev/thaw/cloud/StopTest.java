package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.advice.AdviceSettings;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing while something is trained that takes hours. */
class StopTest {
  private static final Scope OWN = new Scope.OfDevice("phone");
  private static final int ENDLESS = 100_000_000;

  @TempDir Path dir;
  private CloudTrainer cloud;

  @BeforeEach
  void open() {
    cloud = World.open(dir);
    upload("phone", 0);
    upload("tablet", 500);
  }

  /** Fails, rather than waits for hours, if something goes on. */
  @AfterEach
  void close() {
    await(CompletableFuture.runAsync(cloud::close));
  }

  @Test
  void aRunIsBrokenOffAndNothingComesOfIt() {
    reopen(true);
    CompletableFuture<?> run = cloud.train(TASK, OWN);
    awaitTraining();

    cloud.stopTraining();

    assertBusy(run);
    assertBusy(cloud.train(TASK, OWN));
    assertThat(await(cloud.ingest(batch("phone", features(cloud, 4, 900, 0)))).outcomes())
        .containsOnly(SampleOutcome.STORED);
    reopen(false);
    assertThat(cloud.runs(TASK)).isEmpty();
    assertThat(cloud.models(TASK, Optional.of(OWN))).isEmpty();
    assertThat(await(cloud.train(TASK, OWN)).samples()).isEqualTo(44);
  }

  @Test
  void aChangeOfDepthIsPutOffAsOftenAsTheProcessEndsUnderIt() {
    await(cloud.train(TASK, OWN));
    int depth = cloud.freeze(TASK).depth();
    reopen(true);
    CompletableFuture<?> change = cloud.setDepth(TASK, depth + 1);
    for (int stops = 0; stops < 4; stops++) { // three that fail end a change
      awaitTraining();
      reopen(true);
      assertThat(cloud.freeze(TASK).depth()).isEqualTo(depth);
    }
    assertBusy(change);
    awaitTraining();

    reopen(false);

    World.eventually(() -> cloud.freezeStatus(TASK).change().isEmpty());
    FreezeStatus.Ended ended = cloud.freezeStatus(TASK).last().orElseThrow();
    assertThat(ended.outcome()).as("%s", ended).isEqualTo(FreezeStatus.Outcome.SWITCHED);
    assertThat(cloud.freeze(TASK).depth()).isEqualTo(depth + 1);
  }

  @Test
  void noChangeBeginsThatWouldOnlyBePutOff() {
    int depth = cloud.freeze(TASK).depth();
    cloud.stopTraining();

    assertBusy(cloud.setDepth(TASK, depth + 1));
    assertBusy(cloud.publishBase(World.base(6, World.LABELS).toBytes(), Optional.empty()));

    reopen(false);
    assertThat(cloud.freezeStatus(TASK).change()).isEmpty();
    assertThat(cloud.freezeStatus(TASK).last()).isEmpty();
  }

  @Test
  void aComparisonOfDepthsIsBrokenOff() {
    reopen(true);
    CompletableFuture<?> advice = cloud.advise(TASK, AdviceLimits.NONE);
    awaitTraining();

    close();

    assertBusy(advice);
  }

  @Test
  void anErasureGoesOnAtTheNextStart() {
    await(cloud.train(TASK, Scope.GLOBAL));
    reopen(true);
    CompletableFuture<?> erasure =
        cloud.erase(new Subject(TASK, Optional.of("phone"), Optional.empty()));
    awaitTraining();

    reopen(false);

    assertBusy(erasure);
    World.eventually(() -> !cloud.erasureReceipts(TASK).isEmpty());
    assertThat(cloud.featureCounts(TASK).devices())
        .singleElement()
        .satisfies(device -> assertThat(device.deviceId()).isEqualTo("tablet"));
    assertThat(cloud.runs(TASK).get(0).samples()).isEqualTo(40);
  }

  private void upload(String device, long firstSeed) {
    await(cloud.ingest(batch(device, features(cloud, 40, firstSeed, 0, 1, 2, 3))));
  }

  /** With trainings that take hours, or not. */
  private void reopen(boolean endless) {
    close();
    TrainingSettings settings = TrainingSettings.defaults().with(TrainerKind.SGD);
    CloudConfig config =
        World.manual(dir)
            .with(endless ? settings.withEpochs(ENDLESS) : settings)
            .with(AdviceSettings.defaults().withBudget(Duration.ofDays(100_000)));
    cloud = World.open(config, Clock.systemUTC());
  }

  /** Waits until a head is being trained, not only made ready. */
  private static void awaitTraining() {
    World.eventually(
        () ->
            Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("thaw-trainer"))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals("runEpoch")));
  }

  private static void assertBusy(CompletableFuture<?> refused) {
    assertThatThrownBy(() -> await(refused))
        .cause()
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
  }
}

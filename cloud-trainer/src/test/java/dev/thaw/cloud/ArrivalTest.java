package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingMoment.OnArrival;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that trains devices as their features arrive. */
class ArrivalTest {
  private static final TrainingPolicy ON_ARRIVAL =
      new TrainingPolicy(Set.of(ScopeKind.DEVICE), new OnArrival());

  @TempDir Path dir;

  @Test
  void theFirstCorrectionMakesAHeadInClosedForm() {
    try (CloudTrainer cloud = open(TrainerKind.CLOSED_FORM)) {
      await(cloud.ingest(batch("phone", features(cloud, 1, 0, 2))));
      World.eventually(() -> scopeOf(cloud, "phone").equals(new Scope.OfDevice("phone")));
      assertThat(cloud.runs(TASK).get(0).samples()).isEqualTo(1);
    }
  }

  @Test
  void gradientDescentWaitsForEight() {
    try (CloudTrainer cloud = open(TrainerKind.SGD)) {
      await(cloud.ingest(batch("phone", features(cloud, 7, 0, 0, 1, 2, 3))));
      World.eventually(() -> !cloud.runs(TASK).isEmpty());
      assertThat(cloud.runs(TASK).get(0).verdict().reason()).isEqualTo("7 samples, fewer than 8");
      await(cloud.ingest(batch("phone", features(cloud, 1, 7, 0))));
      World.eventually(() -> scopeOf(cloud, "phone").equals(new Scope.OfDevice("phone")));
    }
  }

  @Test
  void aBurstIsFewRunsEachWithSomethingNewAndTheLastWithAll() {
    try (CloudTrainer cloud = open(TrainerKind.CLOSED_FORM)) {
      List<Feature> burst = features(cloud, 200, 0, 0, 1, 2, 3);
      List<CompletableFuture<?>> sent = new ArrayList<>();
      for (int i = 0; i < burst.size(); i += 4) {
        sent.add(cloud.ingest(batch("phone", burst.subList(i, i + 4))));
      }
      sent.forEach(World::await);
      World.eventually(() -> samples(cloud).contains(200L));
      World.eventually(() -> cloud.stats().waitingScopes() == 0);

      List<Long> samples = samples(cloud);
      assertThat(samples).as("newest first").isSortedAccordingTo((a, b) -> Long.compare(b, a));
      assertThat(samples).doesNotHaveDuplicates();
      assertThat(samples).hasSizeLessThan(50);
      assertThat(cloud.models(TASK, Optional.of(new Scope.OfDevice("phone"))))
          .hasSizeLessThanOrEqualTo(10);
    }
  }

  @Test
  void whatArrivesDuringARunIsTrainedOnAfterIt() {
    try (CloudTrainer cloud = open(TrainerKind.CLOSED_FORM)) {
      List<Feature> all = features(cloud, 60, 0, 0, 1, 2, 3);
      for (Feature each : all) {
        await(cloud.ingest(batch("phone", each)));
      }
      World.eventually(() -> samples(cloud).contains(60L));
      assertThat(samples(cloud)).doesNotHaveDuplicates();
    }
  }

  private CloudTrainer open(TrainerKind trainer) {
    TrainingSettings settings = TrainingSettings.defaults().with(trainer).suiting(ON_ARRIVAL);
    return World.open(World.manual(dir).with(ON_ARRIVAL).with(settings), Clock.systemUTC());
  }

  private static List<Long> samples(CloudTrainer cloud) {
    return cloud.runs(TASK).stream().map(TrainingRun::samples).toList();
  }

  private static Scope scopeOf(CloudTrainer cloud, String device) {
    return cloud.manifestFor(TASK, device, Optional.empty()).manifest().scope();
  }
}

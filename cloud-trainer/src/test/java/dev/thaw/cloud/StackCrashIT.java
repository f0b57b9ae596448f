package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.training.TrainerKind;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.protocol.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that dies between the commits of the heads of one stack. */
class StackCrashIT {
  static final int PENS = 5;
  static final int DIED = 137;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatIsDurableStaysAndTheOthersAreTrainedOnAllTheirFeaturesLater(int durable)
      throws IOException, InterruptedException {
    upload();
    trainAndDie(durable);

    try (CloudTrainer cloud = World.open(config(dir), Clock.systemUTC())) {
      for (int pen = 0; pen < PENS; pen++) {
        assertThat(runs(cloud, pen)).hasSize(pen < durable ? 1 : 0);
        assertThat(cloud.models(TASK, Optional.of(pen(pen)))).hasSize(pen < durable ? 1 : 0);
      }
      assertOneTurn(cloud, durable);
    }
    TrainingPolicy automatic =
        new TrainingPolicy(Set.of(ScopeKind.DEVICE), 1, Duration.ofMillis(100));
    try (CloudTrainer cloud = World.open(config(dir).with(automatic), Clock.systemUTC())) {
      for (int each = 0; each < PENS; each++) {
        int pen = each;
        World.eventually(() -> !runs(cloud, pen).isEmpty());
        TrainingRun run = runs(cloud, pen).get(0);
        assertThat(runs(cloud, pen)).as("nothing new, nothing trained twice").hasSize(1);
        assertThat(run.samples()).isEqualTo(count(pen));
        assertThat(run.verdict().published()).isTrue();
      }
    }
  }

  static CloudConfig config(Path dir) {
    return World.manual(dir).with(TrainingSettings.defaults().with(TrainerKind.STACKED));
  }

  static Scope pen(int pen) {
    return new Scope.OfDevice("pen-" + pen);
  }

  private static int count(int pen) {
    return 10 + 3 * pen;
  }

  private void upload() {
    try (CloudTrainer cloud = World.open(config(dir), Clock.systemUTC())) {
      for (int pen = 0; pen < PENS; pen++) {
        await(
            cloud.ingest(batch("pen-" + pen, features(cloud, count(pen), 100 * pen, 0, 1, 2, 3))));
      }
    }
  }

  private void trainAndDie(int durable) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                StackChild.class.getName(),
                dir.toString(),
                Integer.toString(durable))
            .inheritIO()
            .start();
    try {
      assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isEqualTo(DIED);
    } finally {
      child.destroyForcibly();
    }
  }

  private static List<TrainingRun> runs(CloudTrainer cloud, int pen) {
    return cloud.runs(TASK).stream().filter(run -> run.scope().equals(pen(pen))).toList();
  }

  private static void assertOneTurn(CloudTrainer cloud, int durable) {
    assertThat(
            cloud.runs(TASK).stream()
                .filter(run -> run.samples() > 0)
                .map(TrainingRun::startedAt)
                .distinct())
        .as("%d heads of one stack", durable)
        .hasSize(1);
  }
}

package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a scope's head over several changes of depth. */
class FreezeHeadsTest {
  private static final Scope PHONE = new Scope.OfDevice("phone");

  @TempDir Path dir;
  private CloudTrainer cloud;
  private int depth;

  @BeforeEach
  void open() {
    cloud = World.open(dir);
    depth = cloud.freeze(TASK).depth();
    assertThat(await(cloud.ingest(batch("phone", features(cloud, 12, 0, 0, 1, 2, 3)))).outcomes())
        .containsOnly(SampleOutcome.STORED);
    await(cloud.train(TASK, PHONE));
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void aHeadIsKeptWhenWhatBecomesFrozenIsTheGlobalScopesAnyway() {
    Manifest before = manifest();
    await(cloud.setDepth(TASK, depth - 2));

    FreezeChange change = await(cloud.setDepth(TASK, depth - 1));

    assertThat(change.voided()).isEqualTo(12);
    assertThat(change.carried()).containsExactlyInAnyOrder(Scope.GLOBAL, PHONE);
    assertThat(change.dropped()).isEmpty();
    assertThat(manifest().scope()).isEqualTo(PHONE);
    assertThat(manifest().layers()).isEqualTo(before.layers());
    assertThat(manifest().freeze()).isEqualTo(cloud.freeze(TASK));
  }

  @Test
  void aScopeThatFellBackGetsAHeadAgainWhenItsFeaturesCanBeUsed() {
    reopen(TrainingSettings.defaults().withMinSamples(100));
    assertThat(await(cloud.setDepth(TASK, depth + 1)).dropped()).containsExactly(PHONE);
    reopen(TrainingSettings.defaults());

    FreezeChange back = await(cloud.setDepth(TASK, depth));

    assertThat(back.retrained()).containsExactly(PHONE);
    assertThat(manifest().scope()).isEqualTo(PHONE);
    assertThat(manifest().freeze()).isEqualTo(cloud.freeze(TASK));
    assertThat(cloud.runs(TASK).get(0).samples()).isEqualTo(12);
  }

  @Test
  void aScopeThatFellBackStaysThereWhileItsFeaturesDoNotSuffice() {
    reopen(TrainingSettings.defaults().withMinSamples(100));
    assertThat(await(cloud.setDepth(TASK, depth + 1)).dropped()).containsExactly(PHONE);

    FreezeChange back = await(cloud.setDepth(TASK, depth));

    assertThat(back.retrained()).isEmpty();
    assertThat(back.dropped()).isEmpty();
    assertThat(manifest().scope()).isEqualTo(Scope.GLOBAL);
  }

  private void reopen(TrainingSettings settings) {
    cloud.close();
    cloud = World.open(World.manual(dir).with(settings), Clock.systemUTC());
  }

  private Manifest manifest() {
    return cloud.manifestFor(TASK, "phone", Optional.empty()).manifest();
  }
}

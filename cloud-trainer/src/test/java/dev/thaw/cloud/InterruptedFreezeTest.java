package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of depth that fail, and those that the process ends under. */
class InterruptedFreezeTest {
  @TempDir Path dir;
  private CloudTrainer cloud;
  private int depth;

  @BeforeEach
  void open() {
    cloud = World.open(dir);
    depth = cloud.freeze(TASK).depth();
    await(cloud.ingest(batch("phone", features(cloud, 200, 0, 0, 1, 2, 3))));
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void aPreparationThatFailsIsRolledBackSaysWhyAndLetsTheNextChangeBegin() {
    FreezeState before = cloud.freeze(TASK);
    byte[] row = damageOneFeature();

    IngestTest.assertRefused(cloud.setDepth(TASK, depth + 1), ErrorCode.STORAGE, "damaged");

    FreezeStatus status = cloud.freezeStatus(TASK);
    assertThat(status.change()).isEmpty();
    assertThat(status.last().orElseThrow().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(status.last().orElseThrow().reason()).contains("damaged");
    assertThat(cloud.freeze(TASK)).isEqualTo(before).isEqualTo(cloud.wantedFreeze(TASK));
    remove(row);
    assertThat(await(cloud.setDepth(TASK, depth + 1)).changed()).isTrue();
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(199);
  }

  @Test
  void aFailureAfterTheWaitingTakesBackWhatDevicesWereAskedFor() {
    FreezeState before = cloud.freeze(TASK);
    await(cloud.setDepth(TASK, depth - 2));
    await(cloud.ingest(batch("tablet", features(cloud, 8, 1_000, 0, 1, 2, 3))));
    await(cloud.setDepth(TASK, depth));
    FreezeState present = cloud.freeze(TASK);
    assertThat(present.prefix()).isEqualTo(before.prefix());
    byte[] row = damage(depth - 2);

    CompletableFuture<FreezeChange> change =
        cloud.setDepth(TASK, depth - 1, new WhenRepaired(1, Duration.ofMillis(1)));

    IngestTest.assertRefused(change, ErrorCode.STORAGE, "damaged");
    assertThat(cloud.wantedFreeze(TASK)).isEqualTo(present);
    assertThat(cloud.freezeStatus(TASK).last().orElseThrow().outcome())
        .isEqualTo(Outcome.ROLLED_BACK);
    remove(row);
  }

  @Test
  void aChangeThatAClosingProcessPutsOffIsTakenUpAtTheNextStart() {
    for (int i = 0; i < 4; i++) {
      await(cloud.train(TASK, new Scope.OfDevice("phone")));
      CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth + 1);
      cloud.close();
      assertThat(change).isDone();
      cloud = World.open(dir);
      World.eventually(() -> cloud.freezeStatus(TASK).change().isEmpty());
      FreezeStatus.Ended ended = cloud.freezeStatus(TASK).last().orElseThrow();
      assertThat(ended.outcome()).isEqualTo(Outcome.SWITCHED);
      assertThat(ended.resumed()).isEqualTo(change.isCompletedExceptionally());
      assertThat(cloud.freeze(TASK).depth()).isEqualTo(depth + 1);
      assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(200);
      await(cloud.setDepth(TASK, depth));
    }
  }

  private byte[] damageOneFeature() {
    return damage(depth);
  }

  /** Cuts one stored version at {@code cut} short; returns its key. */
  private byte[] damage(int cut) {
    cloud.close();
    byte[][] found = new byte[2][];
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("db"))) {
      database.scan(
          Column.FEATURES,
          new byte[0],
          (row, value) -> {
            boolean wanted = row[row.length - 49] == cut;
            found[0] = wanted ? row.clone() : found[0];
            found[1] = wanted ? value.clone() : found[1];
            return !wanted;
          });
      Changes changes = database.changes();
      changes.put(Column.FEATURES, found[0], Arrays.copyOf(found[1], found[1].length / 2));
      changes.commit();
    }
    cloud = World.open(World.manual(dir), Clock.systemUTC());
    return found[0];
  }

  private void remove(byte[] row) {
    cloud.close();
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("db"))) {
      Changes changes = database.changes();
      changes.delete(Column.FEATURES, row);
      changes.commit();
    }
    cloud = World.open(dir);
  }
}

package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.cache.faults.SmallDisk;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.freeze.SwitchRule;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of depth that a full disk interrupts, somewhere. */
class FullDiskChangeIT {
  private static final int OURS = 20;
  private static final int MOST_BATCHES = 2_000;

  @TempDir Path mountPoint;
  private SmallDisk disk;
  private Path data;
  private long fillers;

  @BeforeEach
  void mount() {
    Optional<SmallDisk> mounted = SmallDisk.mount(mountPoint, 192);
    assumeTrue(mounted.isPresent(), SmallDisk.SKIPPED);
    disk = mounted.get();
    data = mountPoint.resolve("data");
  }

  @AfterEach
  void unmount() {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void aDeeperChangeFailsClearlyAndIsMadeWithoutARestartOnceThereIsRoom() {
    try (CloudTrainer cloud = World.open(data)) {
      upload(cloud, OURS);
      FreezeState before = cloud.freeze(TASK);
      Digest model = manifest(cloud);
      disk.fill();
      fillUp(cloud, before.depth(), MOST_BATCHES);

      assertThat(change(cloud, before.depth() + 1)).hasValueSatisfying(FullDiskChangeIT::isFull);
      assertThat(cloud.freeze(TASK)).isEqualTo(before);
      assertThat(cloud.freezeStatus(TASK).change()).isEmpty();
      assertThat(manifest(cloud)).isEqualTo(model);

      disk.makeRoom();
      FreezeChange change = await(cloud.setDepth(TASK, before.depth() + 1));
      assertThat(change.advanced()).isEqualTo(OURS + fillers);
      assertThat(cloud.freeze(TASK)).isEqualTo(change.after());
    }
    assertWhole();
  }

  /** The log has room for a random number of batches when the change begins. */
  @Test
  void whereverTheLastByteIsTakenTheOldDepthOrTheNewOneIsInForceAndNothingIsLost() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (CloudTrainer cloud = World.open(data)) {
      upload(cloud, OURS);
      int depth = cloud.freeze(TASK).depth();
      for (int round = 0; round < 2; round++) {
        disk.fill();
        fillUp(cloud, depth, 100 * random.nextInt(1, 5));
        FreezeState before = cloud.freeze(TASK);
        int wanted = depth + 1 - round % 2;
        Optional<CloudException> refused = change(cloud, wanted);
        refused.ifPresent(FullDiskChangeIT::isFull);
        assertThat(cloud.freeze(TASK).equals(before)).isEqualTo(refused.isPresent());
        disk.makeRoom();
        assertThat(change(cloud, wanted)).isEmpty();
        assertThat(cloud.freeze(TASK).depth()).isEqualTo(wanted);
        assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(OURS + fillers);
        assertThat(await(cloud.train(TASK, Scope.GLOBAL)).samples()).isPositive();
      }
    }
    assertWhole();
  }

  @Test
  void aChangeThatWaitsForRepairsWaitsOnWhileTheyCannotBeStored() {
    try (CloudTrainer cloud = World.open(data)) {
      upload(cloud, OURS);
      int depth = cloud.freeze(TASK).depth();
      SwitchRule atAll = new SwitchRule.WhenRepaired(1, Duration.ofHours(1));
      CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth - 1, atAll);
      eventually(() -> cloud.freezeStatus(TASK).change().orElseThrow().samplesTotal() == OURS);
      disk.fill();
      fillUp(cloud, depth - 1, MOST_BATCHES);
      List<Feature> repairs = features(cloud, depth - 1, 0, OURS);
      assertThat(failure(cloud.ingest(batch("phone", repairs))))
          .hasValueSatisfying(FullDiskChangeIT::isFull);
      assertThat(change).isNotDone();
      assertThat(cloud.freeze(TASK).depth()).isEqualTo(depth);

      disk.makeRoom();
      await(cloud.ingest(batch("phone", repairs)));
      assertThat(await(change).kept()).isEqualTo(OURS + fillers);
    }
  }

  /** As it is found at the next start. */
  private void assertWhole() {
    try (CloudTrainer cloud = World.open(data)) {
      assertThat(cloud.freezeStatus(TASK).change()).isEmpty();
      assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(OURS + fillers);
      try (LayeredModel model = World.globalModel(cloud)) {
        FreezeState freeze = cloud.freeze(TASK);
        assertThat(model.prefixDigest(freeze.depth())).isEqualTo(freeze.prefix());
      }
    }
  }

  /** Uploads other devices' features until so many batches are stored, or one is refused. */
  private void fillUp(CloudTrainer cloud, int cut, int batches) {
    List<Feature> pattern = features(cloud, cut, 1_000, 64);
    for (int i = 0; i < batches; i++) {
      String device = "filler" + fillers;
      Optional<CloudException> refused = failure(cloud.ingest(batch(device, pattern)));
      if (refused.isPresent()) {
        isFull(refused.get());
        return;
      }
      fillers += pattern.size();
    }
    assertThat(batches).as("the disk does not get full").isLessThan(MOST_BATCHES);
  }

  private static void upload(CloudTrainer cloud, int count) {
    await(cloud.ingest(batch("phone", World.features(cloud, count, 0, 0, 1, 2, 3))));
  }

  private static List<Feature> features(CloudTrainer cloud, int cut, int first, int count) {
    try (LayeredModel model = World.globalModel(cloud)) {
      return IntStream.range(first, first + count)
          .mapToObj(seed -> World.feature(model, cut, seed % World.LABELS, seed))
          .toList();
    }
  }

  private static Digest manifest(CloudTrainer cloud) {
    return cloud.manifestFor(TASK, "phone", Optional.empty()).digest();
  }

  private static Optional<CloudException> change(CloudTrainer cloud, int depth) {
    return failure(cloud.setDepth(TASK, depth));
  }

  private static Optional<CloudException> failure(CompletableFuture<?> future) {
    try {
      await(future);
      return Optional.empty();
    } catch (CompletionException e) {
      return Optional.of((CloudException) e.getCause());
    }
  }

  private static void isFull(CloudException e) {
    assertThat(e.code()).isEqualTo(ErrorCode.STORAGE);
    assertThat(e).hasMessageContaining("no space left");
  }
}

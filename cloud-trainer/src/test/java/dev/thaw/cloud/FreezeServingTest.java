package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.freeze.FreezeStatus.Running;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devices are served while a change is made, and what a change holds in memory. */
class FreezeServingTest {
  private static final List<String> DEVICES = List.of("phone", "tablet", "watch");
  private static final long LOOK_NANOS = 1_000_000;

  @TempDir Path dir;
  private CloudTrainer cloud;

  /** What the poller saw last, so that a change is not made before the one ahead of it was seen. */
  private volatile FreezeState polled;

  @BeforeEach
  void open() {
    cloud = World.open(dir);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void nobodyIsServedAMixtureOfEpochsWhileChangesAreMade() {
    DEVICES.forEach(this::uploadAndTrain);
    int depth = cloud.freeze(TASK).depth();
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Integer> polling = CompletableFuture.supplyAsync(() -> poll(stop));
    awaitSeen(polling);

    await(cloud.setDepth(TASK, depth + 1));
    awaitSeen(polling);
    await(cloud.setDepth(TASK, depth - 1));
    awaitSeen(polling);
    DEVICES.forEach(this::upload);
    await(cloud.setDepth(TASK, depth));
    awaitSeen(polling);
    await(cloud.publishBase(WholeUpdateTest.base(World.SPEC, 8, 0, 5).toBytes(), Optional.empty()));
    awaitSeen(polling);
    stop.set(true);

    assertThat(await(polling)).as("states seen").isEqualTo(5);
  }

  /** Asks for everybody's manifest again and again; what is new once seen is never old again. */
  private int poll(AtomicBoolean stop) {
    Set<FreezeState> seen = new HashSet<>();
    FreezeState last = cloud.freeze(TASK);
    while (!stop.get()) {
      for (String device : DEVICES) {
        Manifest manifest = cloud.manifestFor(TASK, device, Optional.empty()).manifest();
        FreezeState state = manifest.freeze();
        assertThat(order(state)).isAfterOrEqualTo(order(last));
        if (order(state).equals(order(last)) && !seen.isEmpty()) {
          assertThat(state).isEqualTo(last);
        }
        for (LayerEntry layer : manifest.layers()) {
          assertThat(cloud.layer(layer.digest())).isPresent();
        }
        seen.add(state);
        last = state;
        polled = state;
      }
    }
    return seen.size();
  }

  /** Waits until the poller saw the state of now, or failed. */
  private void awaitSeen(CompletableFuture<Integer> polling) {
    FreezeState now = cloud.freeze(TASK);
    while (!now.equals(polled) && !polling.isDone()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static Instant order(FreezeState state) {
    return state.prefixSince().plusSeconds(1_000_000 * state.epoch());
  }

  @Test
  void uploadsAreTakenAllTheTimeAndNoneIsLostOrDoubled() {
    DEVICES.forEach(this::uploadAndTrain);
    int depth = cloud.freeze(TASK).depth();
    CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth + 1);
    int taken = 0;
    var batches = new ArrayList<CompletableFuture<BatchAck>>();
    var more = features(cloud, 400, 1_000, 0, 1, 2, 3);
    for (int i = 0; i < more.size() && !change.isDone(); i += 4) {
      batches.add(cloud.ingest(batch("phone", more.subList(i, i + 4))));
      await(batches.get(batches.size() - 1));
      taken += 4;
    }
    await(change);

    assertThat(batches).allMatch(b -> await(b).outcomes().get(0) == SampleOutcome.STORED);
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(DEVICES.size() * 16L + taken);
    assertThat(cloud.featureCounts(TASK).voided()).isZero();
  }

  @Test
  void theHeadsOfManyScopesAreNotHeldInMemory() {
    cloud.close();
    HeadOptions quick = new HeadOptions(1, 2, 128, 0.003f, 0.01f, false, 1);
    TrainingSettings settings = TrainingSettings.defaults().withOptions(quick);
    cloud = World.open(World.manual(dir).with(settings), Clock.systemUTC());
    int depth = cloud.freeze(TASK).depth() - 2;
    await(cloud.setDepth(TASK, depth));
    int scopes = 50;
    List<Feature> written = written();
    for (int i = 0; i < scopes; i++) {
      uploadAndTrain("device" + i, written);
    }
    long headBytes =
        cloud.manifestFor(TASK, "device0", Optional.empty()).manifest().layers().stream()
            .skip(depth + 1)
            .mapToLong(LayerEntry::sizeBytes)
            .sum();
    CompletableFuture<FreezeChange> change = cloud.setDepth(TASK, depth + 1);
    long first = 0;
    int from = 0;
    long last = 0;
    int to = 0;
    while (!change.isDone()) {
      int done = cloud.freezeStatus(TASK).change().map(Running::headsDone).orElse(scopes);
      if (done >= 5 && done > to && done < scopes) {
        last = liveBytes();
        to = done;
        first = from == 0 ? last : first;
        from = from == 0 ? done : from;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }

    assertThat(await(change).retrained()).hasSize(scopes);
    assertThat(to - from).as("heads made between two measurements").isGreaterThan(20);
    assertThat(last - first).isLessThan((to - from) * headBytes / 3);
  }

  private static long liveBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void uploadAndTrain(String device) {
    uploadAndTrain(device, written());
  }

  private void uploadAndTrain(String device, List<Feature> features) {
    upload(device, features);
    TrainingRun run = await(cloud.train(TASK, new Scope.OfDevice(device)));
    assertThat(run.samples()).isEqualTo(16);
    assertThat(run.verdict().published()).as("%s", run).isTrue();
  }

  private void upload(String device) {
    upload(device, written());
  }

  private void upload(String device, List<Feature> features) {
    assertThat(await(cloud.ingest(batch(device, features))).outcomes())
        .containsOnly(SampleOutcome.STORED);
  }

  /** What each device has to upload at the freeze point of now. */
  private List<Feature> written() {
    return features(cloud, 16, 0, 0, 1, 2, 3);
  }
}

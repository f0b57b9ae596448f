package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.plan.FreezePlan;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan against what the change then really does. */
class FreezePlanTest {
  private static final long SEED = Long.getLong("thaw.plan.seed", System.nanoTime());
  private static final Scope PHONE = new Scope.OfDevice("phone");
  private static final List<String> DEVICES = List.of("phone", "tablet", "watch");

  @TempDir Path dir;
  private CloudTrainer cloud;
  private int depth;

  @BeforeEach
  void open() {
    cloud = World.open(dir);
    depth = cloud.freeze(TASK).depth();
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void aPlanTellsExactlyWhatTheCloudWillDo() {
    System.out.println("FreezePlanTest seed " + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < 8; round++) {
      for (String device : DEVICES) {
        upload(
            device, 1 + random.nextInt(cloud.freeze(TASK).depth()), 8 + random.nextInt(8), random);
      }
      await(cloud.train(TASK, new Scope.OfDevice(DEVICES.get(random.nextInt(DEVICES.size())))));
      int to = 4 + random.nextInt(4);

      FreezePlan plan = cloud.planDepth(TASK, to);
      FreezeChange change = await(cloud.setDepth(TASK, to));

      assertThat(plan.from()).as("round %d", round).isEqualTo(change.before().depth());
      assertThat(plan.to()).isEqualTo(change.after().depth());
      assertThat(plan.kept()).as("kept in round %d", round).isEqualTo(change.kept());
      assertThat(plan.advanced()).as("advanced in round %d", round).isEqualTo(change.advanced());
      assertThat(plan.repaired() + plan.lost() + plan.unknown())
          .as("void in round %d", round)
          .isEqualTo(change.changed() ? change.voided() : 0);
      List<Scope> made = new ArrayList<>(change.retrained());
      made.addAll(change.dropped());
      assertThat(plan.retrained()).containsExactlyInAnyOrderElementsOf(made);
      assertThat(plan.carried()).containsExactlyInAnyOrderElementsOf(change.carried());
    }
  }

  @Test
  void devicesThatReportedAreCountedAsRepairedOrLostTheOthersAsUnknown() {
    uploadAt("phone", depth, 20);
    uploadAt("tablet", depth, 10);
    uploadAt("watch", depth, 5);
    report("phone", depth - 2, 15);
    report("tablet", depth - 1, 10);

    FreezePlan plan = cloud.planDepth(TASK, depth - 1);

    assertThat(plan.kept()).isZero();
    assertThat(plan.advanced()).isZero();
    assertThat(plan.repaired()).isEqualTo(15 + 10);
    assertThat(plan.lost()).isEqualTo(5);
    assertThat(plan.unknown()).isEqualTo(5);
    try (LayeredModel model = World.globalModel(cloud)) {
      assertThat(plan.repairFlops()).isEqualTo(15 * model.flops(depth - 2, depth - 1));
      assertThat(plan.scratchFlops()).isEqualTo(25 * model.flops(0, depth - 1));
      int values =
          model.activationShapes(depth - 1).stream().mapToInt(shape -> shape.elements()).sum();
      assertThat(plan.uploadBytes()).isBetween(25L * values / 8, 25L * 2 * values);
    }
  }

  @Test
  void devicesWithAHeadOfTheirOwnPullTheLayersThatChange() {
    uploadAt("phone", depth, 20);
    await(cloud.train(TASK, PHONE));
    report("phone", depth, 0);
    report("tablet", depth, 0);
    Manifest before = manifest();

    FreezePlan plan = cloud.planDepth(TASK, depth + 1);
    await(cloud.setDepth(TASK, depth + 1));

    long pulled =
        manifest().layers().stream()
            .filter(layer -> !before.layers().contains(layer))
            .mapToLong(LayerEntry::sizeBytes)
            .sum();
    assertThat(pulled).isPositive();
    assertThat(plan.downloadBytes()).isEqualTo(pulled);
    assertThat(plan.uploadBytes()).isZero();
  }

  @Test
  void goingShallowerWithoutTheFeaturesCarriesHeadsAndPullsNothing() {
    uploadAt("phone", depth, 20);
    await(cloud.train(TASK, PHONE));
    report("phone", depth - 1, 20);

    FreezePlan plan = cloud.planDepth(TASK, depth - 1);

    assertThat(plan.retrained()).isEmpty();
    assertThat(plan.carried()).containsExactlyInAnyOrder(Scope.GLOBAL, PHONE);
    assertThat(plan.downloadBytes()).isZero();
    assertThat(plan.repaired()).isEqualTo(20);
  }

  @Test
  void aPlanChangesNothing() {
    uploadAt("phone", depth, 12);
    var before = List.of(cloud.freeze(TASK), cloud.featureCounts(TASK), cloud.freezeStatus(TASK));

    cloud.planDepth(TASK, depth + 1);
    cloud.planDepth(TASK, 1);

    assertThat(List.of(cloud.freeze(TASK), cloud.featureCounts(TASK), cloud.freezeStatus(TASK)))
        .isEqualTo(before);
  }

  @Test
  void thePresentDepthIsAPlanOfNothing() {
    uploadAt("phone", depth, 12);

    FreezePlan plan = cloud.planDepth(TASK, depth);

    assertThat(plan)
        .isEqualTo(
            new FreezePlan(TASK, depth, depth, 0, 0, 0, 0, 0, List.of(), List.of(), 0, 0, 0, 0));
  }

  @Test
  void aDepthThatWouldBeRefusedCannotBePlanned() {
    assertRefused(8, ErrorCode.BAD_REQUEST);
    assertRefused(-1, ErrorCode.BAD_REQUEST);
    assertRefused(0, ErrorCode.FORBIDDEN);
    assertThatThrownBy(() -> cloud.planDepth("digits", 1))
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_TASK));
  }

  private void assertRefused(int to, ErrorCode code) {
    assertThatThrownBy(() -> cloud.planDepth(TASK, to))
        .isInstanceOfSatisfying(CloudException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private Manifest manifest() {
    return cloud.manifestFor(TASK, "phone", Optional.empty()).manifest();
  }

  /** A device that keeps so many annotated samples at one checkpoint and at no other cut. */
  private void report(String device, int checkpoint, int samples) {
    Map<String, Double> status = new TreeMap<>();
    status.put("battery", 1.0);
    try (LayeredModel model = World.globalModel(cloud)) {
      for (int cut = 1; cut < model.layerCount(); cut++) {
        int makeable = cut < checkpoint ? 0 : samples;
        int from = Math.min(cut, checkpoint);
        status.put("repairable." + cut, (double) makeable);
        status.put("repair.flops." + cut, (double) makeable * model.flops(from, cut));
      }
    }
    cloud.deviceSeen(new DeviceReport(device, TASK, Optional.empty(), Optional.empty(), status));
  }

  private void uploadAt(String device, int cut, int count) {
    upload(device, cut, count, new Random(device.hashCode()));
  }

  private void upload(String device, int cut, int count, Random random) {
    List<Feature> features = new ArrayList<>();
    try (LayeredModel model = World.globalModel(cloud)) {
      for (int i = 0; i < count; i++) {
        features.add(World.feature(model, cut, i % World.LABELS, random.nextInt(1_000_000)));
      }
    }
    await(cloud.ingest(batch(device, features)));
  }
}

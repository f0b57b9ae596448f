package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.cloud.advice.Advice;
import dev.thaw.cloud.advice.AdviceLimits;
import dev.thaw.cloud.advice.AdviceSettings;
import dev.thaw.cloud.advice.DepthRow;
import dev.thaw.cloud.advice.EnergyModel;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.freeze.FreezeChange;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.Replay;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviceTest {
  private static final double CHANCE = 1.0 / World.LABELS;
  private static final int PER_DEVICE = 16;
  private static final TrainingSettings SHORT =
      TrainingSettings.defaults()
          .withReplay(new Replay(5, 0.5f, 0.1f))
          .withOptions(HeadOptions.DEEPER.withEpochs(6).withMinSteps(0).withBatchSize(16));

  @TempDir Path dir;
  private CloudTrainer cloud;
  private int depth;

  @BeforeEach
  void open() {
    cloud = World.open(World.manual(dir).with(SHORT), Clock.systemUTC());
    depth = cloud.freeze(TASK).depth();
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void everyDepthIsMeasuredByTrainingHeadsOnStoredFeatures() {
    upload(1, "phone", "tablet", "watch");

    Advice advice = await(cloud.advise(TASK, AdviceLimits.NONE));

    assertThat(advice.presentDepth()).isEqualTo(depth);
    assertThat(advice.rows().stream().map(DepthRow::depth)).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(advice.rows().stream().map(DepthRow::layer))
        .containsExactly("conv1", "res1", "conv2", "res2", "conv3", "pool", "fc1");
    for (DepthRow row : advice.rows()) {
      assertThat(row.accuracy().orElseThrow()).as("%s", row).isGreaterThan(2 * CHANCE);
      assertThat(row.samples()).isEqualTo(3L * PER_DEVICE);
      assertThat(row.fp32Bytes()).isGreaterThan(row.fp16Bytes());
      assertThat(row.fp16Bytes()).isGreaterThan(row.int8Bytes());
      assertThat(row.epochSeconds().orElseThrow()).isPositive();
      assertThat(row.joules())
          .isEqualTo(
              EnergyModel.LTE.joules(row.deviceMillis(), row.int8Bytes(), row.updateBytes()));
    }
    assertThat(advice.rows()).isSortedAccordingTo(Comparator.comparingLong(DepthRow::flops));
    assertThat(advice.rows()).isSortedAccordingTo(Comparator.comparing(DepthRow::deviceMillis));
    assertThat(advice.rows())
        .isSortedAccordingTo(Comparator.comparingLong(DepthRow::updateBytes).reversed());
    assertThat(advice.recommended()).isEqualTo(bruteForce(advice.rows()));
    assertThat(advice.accuracyTest())
        .isEqualTo(
            "a head trained at each depth as the global scope's is, on at most 48 of 48 features of"
                + " 3 devices, each head tested on devices it was not trained on (3 folds)");
  }

  @Test
  void theFiguresOfADepthAreThoseOfTheModel() {
    Advice advice = await(cloud.advise(TASK, AdviceLimits.NONE));

    try (LayeredModel model = World.globalModel(cloud)) {
      for (DepthRow row : advice.rows()) {
        assertThat(row.flops()).isEqualTo(model.flops(0, row.depth()));
        assertThat(row.headParameters()).isEqualTo(model.parameterCount(row.depth(), 8));
        assertThat(row.updateBytes())
            .isEqualTo(model.layerBytesFrom(row.depth()).stream().mapToLong(b -> b.length).sum());
        int values = model.activationShapes(row.depth()).stream().mapToInt(s -> s.elements()).sum();
        assertThat(row.fp32Bytes()).isBetween(4.0 * values, 4.0 * values + 100);
        assertThat(row.int8Bytes()).isLessThan(values + 4.0 * values / 16 + 100);
      }
    }
  }

  @Test
  void depthsOfWhichNothingIsStoredAreShownButNeverRecommended() {
    upload(depth, "phone", "tablet");

    Advice advice = await(cloud.advise(TASK, AdviceLimits.NONE));

    for (DepthRow row : advice.rows().subList(0, depth - 1)) {
      assertThat(row.accuracy()).isEmpty();
      assertThat(row.samples()).isZero();
      assertThat(row.objection()).contains("no stored feature can be had at this depth");
      assertThat(row.int8Bytes()).isPositive();
    }
    assertThat(row(advice, depth).accuracy()).isPresent();
    assertThat(advice.recommended().orElseThrow()).isGreaterThanOrEqualTo(depth);
  }

  @Test
  void withoutAnyFeatureThereIsNoRecommendation() {
    Advice advice = await(cloud.advise(TASK, AdviceLimits.NONE));

    assertThat(advice.recommended()).isEmpty();
    assertThat(advice.reason()).isEqualTo("there is an objection to every depth");
    assertThat(advice.accuracyTest()).isEqualTo("no features are stored");
  }

  @Test
  void aSingleDeviceIsTestedOnItsOwnSamplesAndTheAdviceSaysSo() {
    upload(depth, "phone");

    Advice advice = await(cloud.advise(TASK, AdviceLimits.NONE));

    assertThat(advice.accuracyTest())
        .endsWith("of one device, tested on samples of the same device (5 folds)");
    assertThat(row(advice, depth).samples()).isEqualTo(PER_DEVICE);
  }

  @Test
  void tooFewFeaturesAreNoMeasurement() {
    await(cloud.ingest(batch("phone", features(depth, 4, 0))));
    await(cloud.ingest(batch("tablet", features(depth, 4, 50))));

    Advice advice = await(cloud.advise(TASK, AdviceLimits.NONE));

    assertThat(row(advice, depth).accuracy()).isEmpty();
    assertThat(row(advice, depth).objection()).contains("fewer than 8 stored features to train on");
  }

  @Test
  void limitsBecomeObjections() {
    upload(depth, "phone", "tablet");
    DepthRow wider = row(await(cloud.advise(TASK, AdviceLimits.NONE)), depth);
    AdviceLimits narrow =
        new AdviceLimits(
            OptionalLong.of((long) wider.int8Bytes() - 1),
            OptionalDouble.empty(),
            OptionalDouble.of(0));

    Advice advice = await(cloud.advise(TASK, narrow));

    assertThat(row(advice, depth).objection().orElseThrow()).contains("bytes per feature");
    assertThat(advice.recommended()).hasValue(depth + 1);
    assertThat(advice.limits()).isEqualTo(narrow);
  }

  @Test
  void deviceTimesAreScaledToTheMedianOfWhatDevicesReport() {
    report("phone", 11, 1);
    report("tablet", 25, 5);
    report("watch", 100, 10);

    Advice advice = await(cloud.advise(TASK, AdviceLimits.NONE));

    assertThat(row(advice, depth).deviceMillis()).isCloseTo(20, within(1e-6));
    assertThat(row(advice, 1).deviceMillis()).isBetween(0.1, 19.9);
    assertThat(advice.deviceTime()).contains("3 devices report at depth " + depth);
  }

  @Test
  void noMoreFeaturesAreUsedThanAllowed() {
    close();
    cloud =
        World.open(
            World.manual(dir).with(SHORT).with(AdviceSettings.defaults().withMaxExamples(24)),
            Clock.systemUTC());
    upload(depth, "phone", "tablet", "watch");

    Advice advice = await(cloud.advise(TASK, AdviceLimits.NONE));

    assertThat(row(advice, depth).samples()).isEqualTo(24);
    assertThat(row(advice, depth + 1).samples()).isEqualTo(24);
    assertThat(advice.accuracyTest()).contains("at most 24 of 48 features");
  }

  @Test
  void aDepthWhereTrainingWouldTakeTooLongIsNotMeasuredAndSaysSo() {
    close();
    AdviceSettings hasty = AdviceSettings.defaults().withBudget(Duration.ofNanos(1));
    cloud = World.open(World.manual(dir).with(SHORT).with(hasty), Clock.systemUTC());
    upload(depth, "phone", "tablet");

    Advice advice = await(cloud.advise(TASK, AdviceLimits.NONE));

    assertThat(row(advice, depth).accuracy()).isEmpty();
    assertThat(row(advice, depth).objection().orElseThrow())
        .contains("more time than the advice is given");
    assertThat(advice.recommended()).isEmpty();
  }

  @Test
  void depthZeroIsComparedOnlyWhereRawUploadIsAllowed() {
    close();
    CloudLimits raw = new CloudLimits(8, 1024, java.util.Set.of(TASK));
    cloud = World.open(World.manual(dir).with(SHORT).with(raw), Clock.systemUTC());

    DepthRow row = await(cloud.advise(TASK, AdviceLimits.NONE)).rows().get(0);

    assertThat(row.depth()).isZero();
    assertThat(row.layer()).isEmpty();
    assertThat(row.flops()).isZero();
    assertThat(row.deviceMillis()).isZero();
    assertThat(row.fp32Bytes()).isGreaterThan(28 * 28 * 4);
  }

  @Test
  void askingAgainMeanwhileIsAnsweredFromTheSameMeasurement() {
    upload(depth, "phone", "tablet");

    CompletableFuture<Advice> one = cloud.advise(TASK, AdviceLimits.NONE);
    CompletableFuture<Advice> other = cloud.advise(TASK, AdviceLimits.NONE);

    assertThat(await(one)).isEqualTo(await(other));
  }

  @Test
  void aChangeOfDepthDoesNotWaitForTheAdviceWhichThenSaysSo() {
    upload(depth - 1, "phone", "tablet", "watch");

    CompletableFuture<Advice> advice = cloud.advise(TASK, AdviceLimits.NONE);
    FreezeChange change = await(cloud.setDepth(TASK, depth + 1));

    assertThat(change.changed()).isTrue();
    assertThatThrownBy(() -> await(advice))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("has moved while its depths were compared");
  }

  @Test
  void anUnknownTaskIsRefused() {
    IngestTest.assertRefused(
        cloud.advise("digits", AdviceLimits.NONE), ErrorCode.UNKNOWN_TASK, "digits");
  }

  @Test
  void adviceChangesNothing() {
    upload(depth - 1, "phone", "tablet");
    var before = List.of(cloud.freeze(TASK), cloud.featureCounts(TASK), cloud.runs(TASK));

    await(cloud.advise(TASK, AdviceLimits.NONE));

    assertThat(List.of(cloud.freeze(TASK), cloud.featureCounts(TASK), cloud.runs(TASK)))
        .isEqualTo(before);
  }

  private static OptionalInt bruteForce(List<DepthRow> rows) {
    double best = rows.stream().mapToDouble(r -> r.accuracy().orElse(0)).max().orElseThrow();
    DepthRow found = null;
    for (DepthRow row : rows) {
      boolean allowed = row.accuracy().isPresent() && row.accuracy().getAsDouble() >= best - 0.01;
      if (allowed && (found == null || row.joules() < found.joules())) {
        found = row;
      }
    }
    return found == null ? OptionalInt.empty() : OptionalInt.of(found.depth());
  }

  private static DepthRow row(Advice advice, int depth) {
    return advice.rows().stream().filter(r -> r.depth() == depth).findFirst().orElseThrow();
  }

  private void report(String device, double missMillis, double hitMillis) {
    cloud.deviceSeen(
        new DeviceReport(
            device,
            TASK,
            Optional.empty(),
            Optional.empty(),
            Map.of("miss.ms", missMillis, "hit.ms", hitMillis)));
  }

  private void upload(int cut, String... devices) {
    for (int i = 0; i < devices.length; i++) {
      await(cloud.ingest(batch(devices[i], features(cut, PER_DEVICE, 100L * i))));
    }
  }

  private List<Feature> features(int cut, int count, long firstSeed) {
    List<Feature> features = new ArrayList<>();
    try (LayeredModel model = World.globalModel(cloud)) {
      for (int i = 0; i < count; i++) {
        features.add(World.feature(model, cut, i % World.LABELS, firstSeed + i));
      }
    }
    return features;
  }
}

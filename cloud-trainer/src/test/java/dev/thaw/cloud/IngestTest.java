package dev.thaw.cloud;

import static dev.thaw.cloud.World.START;
import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.feature;
import static dev.thaw.protocol.SampleOutcome.BAD_LABEL;
import static dev.thaw.protocol.SampleOutcome.BAD_TENSOR;
import static dev.thaw.protocol.SampleOutcome.DUPLICATE;
import static dev.thaw.protocol.SampleOutcome.STALE;
import static dev.thaw.protocol.SampleOutcome.STORED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.features.DeviceFeatures;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {
  @TempDir Path dir;
  private CloudTrainer cloud;
  private LayeredModel model;
  private int depth;

  @BeforeEach
  void open() {
    cloud = World.open(dir);
    model = World.globalModel(cloud);
    depth = cloud.freeze(TASK).depth();
  }

  @AfterEach
  void close() {
    model.close();
    cloud.close();
  }

  @Test
  void aFeatureAtTheFreezePointIsStoredAndAcknowledgedWithTheFreezeState() {
    BatchAck ack = await(cloud.ingest(batch("phone", feature(model, depth, 1, 1))));

    assertThat(ack.outcomes()).containsExactly(STORED);
    assertThat(ack.wanted()).isEqualTo(cloud.freeze(TASK));
    assertThat(ack.window()).isPositive();
    assertThat(only().byLabel()).isEqualTo(Map.of("b", 1L));
  }

  @Test
  void aSampleSentTwiceIsStoredOnceEvenWithinOneCommit() {
    Feature feature = feature(model, depth, 1, 1);
    CompletableFuture<BatchAck> one = cloud.ingest(batch("phone", feature, feature));
    CompletableFuture<BatchAck> two = cloud.ingest(batch("phone", feature));

    assertThat(await(one).outcomes()).containsExactly(STORED, DUPLICATE);
    assertThat(await(two).outcomes()).containsExactly(DUPLICATE);
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(1);
  }

  @Test
  void twoDevicesMaySendTheSameSample() {
    Feature feature = feature(model, depth, 1, 1);

    assertThat(outcome("phone", feature)).isEqualTo(STORED);
    assertThat(outcome("tablet", feature)).isEqualTo(STORED);
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(2);
  }

  @Test
  void aLaterAnnotationWithAnotherLabelReplacesTheLabel() {
    Feature first = feature(model, depth, 1, 1);
    Feature corrected = new Feature(first.activation(), 2, START.plusSeconds(100));

    assertThat(outcome("phone", first)).isEqualTo(STORED);
    assertThat(outcome("phone", corrected)).isEqualTo(STORED);
    assertThat(outcome("phone", corrected)).isEqualTo(DUPLICATE);
    assertThat(only().byLabel()).isEqualTo(Map.of("c", 1L));
  }

  @Test
  void anEarlierAnnotationThatArrivesLateChangesNothing() {
    Feature late = feature(model, depth, 1, 1);
    Feature newer = new Feature(late.activation(), 2, START.plusSeconds(100));

    assertThat(outcome("phone", newer)).isEqualTo(STORED);
    assertThat(outcome("phone", late)).isEqualTo(DUPLICATE);
    assertThat(only().byLabel()).isEqualTo(Map.of("c", 1L));
  }

  @Test
  void aLabelThatTheTaskDoesNotHaveIsRefused() {
    Feature feature = feature(model, depth, 1, 1);

    assertThat(outcome("phone", new Feature(feature.activation(), World.LABELS, START)))
        .isEqualTo(BAD_LABEL);
    assertThat(cloud.featureCounts(TASK).usable()).isZero();
  }

  @Test
  void anActivationOfAnotherPrefixOrAboveTheFreezePointIsStale() {
    Activation good = feature(model, depth, 1, 1).activation();
    Digest other = Digest.of("another".getBytes(StandardCharsets.UTF_8));
    Activation foreign = new Activation(TASK, good.sample(), depth, other, START, good.tensors());

    assertThat(outcome("phone", new Feature(foreign, 1, START))).isEqualTo(STALE);
    assertThat(outcome("phone", feature(model, depth + 1, 1, 2))).isEqualTo(STALE);
  }

  @Test
  void wrongCountShapeOrValuesAreBadTensors() {
    Tensor good = feature(model, depth, 1, 1).activation().tensors().get(0);
    Shape shape = good.shape();
    float[] values = new float[shape.elements()];
    values[3] = Float.NaN;
    Tensor notFinite = Tensor.ofFloats(shape, values);
    Tensor wrongShape = Tensor.ofFloats(Shape.of(2), 1f, 2f);

    assertThat(outcome("phone", with(List.of(good, good)))).isEqualTo(BAD_TENSOR);
    assertThat(outcome("phone", with(List.of(wrongShape)))).isEqualTo(BAD_TENSOR);
    assertThat(outcome("phone", with(List.of(notFinite)))).isEqualTo(BAD_TENSOR);
    assertThat(outcome("phone", with(List.of(good.to(DType.FP16))))).isEqualTo(STORED);
  }

  @Test
  void aBadSampleDoesNotHarmTheOthersOfItsBatch() {
    Feature good = feature(model, depth, 1, 1);
    Feature bad = new Feature(feature(model, depth, 1, 2).activation(), 60_000, START);

    assertThat(await(cloud.ingest(batch("phone", bad, good, bad))).outcomes())
        .containsExactly(BAD_LABEL, STORED, BAD_LABEL);
  }

  @Test
  void aFeatureFromALowerCutWithTheCurrentPrefixIsRunOn() {
    Feature early = feature(model, depth - 1, 1, 1);

    assertThat(outcome("phone", early)).isEqualTo(STORED);
    assertThat(outcome("phone", early)).isEqualTo(DUPLICATE);
    assertThat(outcome("phone", feature(model, depth, 1, 1))).isEqualTo(DUPLICATE);
    assertThat(only().usable()).isEqualTo(1);
    assertThat(only().usableByCut()).isEqualTo(Map.of(depth - 1, 1L, depth, 1L));
  }

  @Test
  void aRawInputIsForbiddenUnlessTheOperatorAllowedIt() {
    Feature raw = feature(model, 0, 1, 1);

    assertRefused(cloud.ingest(batch("phone", raw)), ErrorCode.FORBIDDEN, "cut 0");
    assertThat(cloud.featureCounts(TASK).usable()).isZero();
  }

  @Test
  void anUnknownTaskIsNamedInTheRefusal() {
    Activation good = feature(model, depth, 1, 1).activation();
    Activation other =
        new Activation("digits", good.sample(), depth, good.prefix(), START, good.tensors());

    assertRefused(
        cloud.ingest(batch("phone", new Feature(other, 1, START))),
        ErrorCode.UNKNOWN_TASK,
        "digits");
  }

  @Test
  void manyBatchesThatArriveTogetherShareSyncedWrites() {
    List<Feature> features = World.features(cloud, 200, 0, 0, 1, 2, 3);
    List<CompletableFuture<BatchAck>> acks = new ArrayList<>();
    IntStream.range(0, features.size())
        .parallel()
        .mapToObj(i -> cloud.ingest(batch("phone" + i % 10, features.get(i))))
        .forEachOrdered(acks::add);
    acks.forEach(ack -> assertThat(await(ack).outcomes()).containsExactly(STORED));

    CloudStats stats = cloud.stats();
    assertThat(stats.batches()).isEqualTo(200);
    assertThat(stats.commits()).isLessThan(200);
    assertThat(stats.outcomes()).isEqualTo(Map.of(STORED, 200L));
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(200);
    assertThat(cloud.featureCounts(TASK).devices()).hasSize(10);
  }

  @Test
  void moreBatchesThanMayWaitAreRefusedAsBusyAndNothingOfThemIsStored() {
    cloud.close();
    cloud = World.open(World.manual(dir).with(new CloudLimits(8, 1, Set.of())), Clock.systemUTC());
    List<Feature> features = World.features(cloud, 200, 0, 0, 1, 2, 3);
    List<CompletableFuture<BatchAck>> acks =
        features.stream().map(feature -> cloud.ingest(batch("phone", feature))).toList();
    CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).exceptionally(e -> null).join();

    long stored = acks.stream().filter(ack -> !ack.isCompletedExceptionally()).count();
    assertThat(stored).isBetween(1L, 199L);
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(stored);
    CompletableFuture<BatchAck> refused =
        acks.stream().filter(CompletableFuture::isCompletedExceptionally).findFirst().orElseThrow();
    assertRefused(refused, ErrorCode.BUSY, "wait for the disk");
  }

  @Test
  void everythingAcknowledgedIsThereAfterARestart() {
    await(cloud.ingest(batch("phone", World.features(cloud, 20, 0, 0, 1, 2, 3))));
    var before = cloud.featureCounts(TASK);
    var manifest = cloud.manifestFor(TASK, "phone", java.util.Optional.empty());
    cloud.close();
    cloud = World.open(dir);

    assertThat(cloud.featureCounts(TASK)).isEqualTo(before);
    assertThat(cloud.manifestFor(TASK, "phone", java.util.Optional.empty()).digest())
        .isEqualTo(manifest.digest());
    assertThat(outcome("phone", feature(model, depth, 1, 1))).isEqualTo(DUPLICATE);
  }

  @Test
  void aDataDirectoryInUseIsNamedInOneLine() {
    assertThatThrownBy(() -> World.open(dir))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining(dir.toString())
        .hasMessageContaining("open in this process");
  }

  private SampleOutcome outcome(String device, Feature feature) {
    return await(cloud.ingest(batch(device, feature))).outcomes().get(0);
  }

  private Feature with(List<Tensor> tensors) {
    Activation good = feature(model, depth, 1, 1).activation();
    return new Feature(
        new Activation(TASK, good.sample(), depth, good.prefix(), START, tensors), 1, START);
  }

  private DeviceFeatures only() {
    return cloud.featureCounts(TASK).devices().get(0);
  }

  static void assertRefused(CompletableFuture<?> future, ErrorCode code, String text) {
    assertThatThrownBy(() -> await(future))
        .hasCauseInstanceOf(CloudException.class)
        .cause()
        .satisfies(e -> assertThat(((CloudException) e).code()).isEqualTo(code))
        .hasMessageContaining(text);
  }
}

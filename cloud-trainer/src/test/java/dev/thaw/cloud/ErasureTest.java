package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static dev.thaw.cloud.World.await;
import static dev.thaw.cloud.World.batch;
import static dev.thaw.cloud.World.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.erasure.SignedReceipt;
import dev.thaw.cloud.erasure.Subject;
import dev.thaw.cloud.features.DeviceFeatures;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureTest {
  private static final String GONE = "phone-7f3a91c2";
  private static final String STAYS = "tablet-40be55d8";
  private static final Scope TEAM = new Scope.Cohort("team");

  @TempDir Path dir;
  private CloudTrainer cloud;
  private List<Feature> gone = List.of();
  private List<Feature> staying = List.of();

  @BeforeEach
  void open() {
    cloud = World.openDescending(dir);
    for (String device : List.of(GONE, STAYS)) {
      cloud.deviceSeen(
          new DeviceReport(device, TASK, Optional.of("team"), Optional.empty(), Map.of()));
    }
    gone = upload(GONE, 24, 0);
    staying = upload(STAYS, 24, 500);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void nothingOfAnErasedDeviceIsInAnyFileAndTheOtherDeviceIs() {
    train(own(GONE));
    train(own(STAYS));
    train(TEAM);
    train(Scope.GLOBAL);
    await(cloud.rollBack(TASK, own(GONE), 0));
    train(own(GONE));
    upload("passer-by-11", 1, 900);
    erase("passer-by-11"); // so that all has come from the log into tables, compressed
    List<byte[]> goneLayers = layers(learntOf(GONE, TEAM, Scope.GLOBAL));
    FileScan before = FileScan.of(dir);
    assertThat(goneLayers.size()).as("two trained layers of three heads").isEqualTo(6);
    assertFound(before, GONE, gone, goneLayers);
    assertFound(before, STAYS, staying, List.of());

    SignedReceipt receipt = erase(GONE);

    FileScan after = FileScan.of(dir);
    assertThat(after.has(GONE)).isFalse();
    for (Feature each : gone) {
      assertThat(after.has(each.sample().bytes())).as("%s", each.sample()).isFalse();
      assertThat(after.hasPieceOf(activation(each))).as("%s", each.sample()).isFalse();
    }
    goneLayers.forEach(layer -> assertThat(after.hasPieceOf(some(layer))).isFalse());
    assertFound(after, STAYS, staying, layers(learntOf(STAYS, TEAM, Scope.GLOBAL)));
    assertThat(receipt.receipt().toString()).doesNotContain(GONE).doesNotContain(STAYS);
    cloud.close();
    cloud = World.openDescending(dir);
    assertThat(FileScan.of(dir).has(GONE)).isFalse();
    assertThat(cloud.featureCounts(TASK).devices())
        .extracting(DeviceFeatures::deviceId)
        .containsExactly(STAYS);
  }

  @Test
  void headsThatLearntFromItAreTrainedAnewAndTheReceiptSaysSo() {
    train(own(GONE));
    List<LayerEntry> withoutIt = head(train(own(STAYS)).manifest());
    train(TEAM);
    train(Scope.GLOBAL);
    List<Manifest> learnt = learntOf(STAYS, TEAM, Scope.GLOBAL);

    SignedReceipt receipt = erase(GONE);

    JsonNode says = receipt.receipt();
    assertThat(receipt.isSignedBy(cloud.publicKey())).isTrue();
    assertThat(says.path("subject").asText()).isEqualTo(device(GONE).digest(receipt.id()).hex());
    assertThat(says.path("rows").toString())
        .isEqualTo(
            "{\"features\":24,\"lost\":0,\"owed\":0,\"devices\":1,\"versions\":1,\"runs\":1,"
                + "\"layers\":4}");
    assertThat(says.path("heads").toString())
        .isEqualTo(
            "[{\"scope\":\"global\",\"before\":2,\"after\":3,\"outcome\":\"retrained\"},"
                + "{\"scope\":\"cohort/team\",\"before\":1,\"after\":2,\"outcome\":\"retrained\"}]");
    assertThat(says.path("ownHeads").toString()).isEqualTo("{\"retrained\":0,\"withdrawn\":1}");
    assertThat(says.path("otherDevicesHeads").toString())
        .isEqualTo("{\"retrained\":1,\"withdrawn\":0}");
    assertThat(cloud.erasureReceipts(TASK))
        .extracting(each -> each.toJson().toString())
        .containsExactly(receipt.toJson().toString());
    for (Scope scope : List.of(own(STAYS), TEAM, Scope.GLOBAL)) {
      ModelVersion now = current(scope);
      assertThat(now.manifest().metrics()).containsEntry("samples", 24.0);
      assertThat(cloud.layer(head(now.manifest()).get(0).digest())).isPresent();
    }
    learnt.forEach(old -> assertRefused(old.scope(), old.version()));
    learnt.stream()
        .filter(old -> !old.scope().equals(own(STAYS)))
        .flatMap(old -> head(old).stream())
        .forEach(layer -> assertThat(cloud.layer(layer.digest()).isPresent()).isFalse());
    assertThat(head(current(Scope.GLOBAL).manifest()))
        .as("as if the erased device had never been")
        .isEqualTo(withoutIt);
    assertThat(cloud.models(TASK, Optional.of(own(GONE)))).isEmpty();
    assertThat(cloud.runs(TASK)).noneMatch(run -> run.scope().equals(own(GONE)));
    assertThat(cloud.manifestFor(TASK, GONE, Optional.empty()).manifest().scope())
        .isEqualTo(Scope.GLOBAL);
  }

  @Test
  void otherDevicesHeadsStayAsTheyAreIfTheGlobalOneNeverLearnt() {
    train(own(GONE));
    train(own(STAYS));
    Digest stays = current(own(STAYS)).digest();

    SignedReceipt receipt = erase(GONE);

    assertThat(receipt.receipt().path("heads")).isEmpty();
    assertThat(current(own(STAYS)).digest()).isEqualTo(stays);
    assertThat(await(cloud.train(TASK, own(STAYS))).samples()).isEqualTo(24);
  }

  @Test
  void scopesWithNothingLeftToLearnFromFallBack() {
    train(Scope.GLOBAL);
    train(TEAM);
    train(own(STAYS));
    erase(STAYS);
    Manifest base =
        cloud.models(TASK, Optional.of(Scope.GLOBAL)).stream()
            .reduce((a, b) -> b)
            .orElseThrow()
            .manifest();

    SignedReceipt receipt = erase(GONE);

    assertThat(receipt.receipt().path("heads").toString())
        .contains("\"scope\":\"global\",\"before\":3,\"after\":4,\"outcome\":\"base\"")
        .contains("\"scope\":\"cohort/team\",\"before\":2,\"outcome\":\"withdrawn\"");
    assertThat(current(Scope.GLOBAL).manifest().layers()).isEqualTo(base.layers());
    assertThat(cloud.manifestFor(TASK, GONE, Optional.of("team")).manifest().version())
        .isEqualTo(4);
  }

  @Test
  void erasedSampleIsGoneAndNotAskedForAgainAndTheOthersStay() {
    train(own(GONE));
    train(own(STAYS));
    Feature one = gone.get(5);
    SampleId sample = one.sample();
    upload("passer-by-11", 1, 900);
    erase("passer-by-11");
    assertThat(FileScan.of(dir).has(sample.bytes())).isTrue();

    SignedReceipt receipt =
        await(cloud.erase(new Subject(TASK, Optional.empty(), Optional.of(sample))));

    FileScan after = FileScan.of(dir);
    assertThat(after.has(sample.bytes())).isFalse();
    assertThat(after.hasPieceOf(activation(one))).isFalse();
    assertFound(after, GONE, without(gone, one), List.of());
    assertFound(after, STAYS, staying, List.of());
    assertThat(receipt.receipt().path("what").asText()).isEqualTo("sample");
    assertThat(receipt.receipt().path("ownHeads").toString())
        .isEqualTo("{\"retrained\":1,\"withdrawn\":0}");
    assertThat(current(own(GONE)).manifest().metrics()).containsEntry("samples", 23.0);
    assertThat(cloud.repairs(TASK, GONE).samples()).isEmpty();
    await(cloud.setDepth(TASK, cloud.freeze(TASK).depth() - 1));
    assertThat(cloud.repairs(TASK, GONE).samples()).hasSize(23).doesNotContain(sample);
  }

  @Test
  void voidAndOwedSamplesAreErasedToo() {
    await(cloud.setDepth(TASK, cloud.freeze(TASK).depth() - 1));
    assertThat(cloud.repairs(TASK, GONE).samples()).hasSize(24);

    SignedReceipt receipt = erase(GONE);

    assertThat(receipt.receipt().path("rows").path("features").asInt()).isEqualTo(24);
    assertThat(cloud.repairs(TASK, GONE).samples()).isEmpty();
    assertThat(cloud.repairs(TASK, STAYS).samples()).hasSize(24);
  }

  @Test
  void whatIsUploadedAfterwardsIsNew() {
    erase(GONE);

    assertThat(await(cloud.ingest(batch(GONE, gone))).outcomes())
        .containsOnly(SampleOutcome.STORED);
    assertThat(train(own(GONE)).manifest().version()).isEqualTo(1);
  }

  @Test
  void unknownIsRefusedAndNothingChanges() {
    train(own(STAYS));
    Digest stays = current(own(STAYS)).digest();
    Subject nobody = device("nobody-1");
    Subject elsewhere = new Subject(TASK, Optional.of(STAYS), Optional.of(gone.get(0).sample()));

    for (Subject subject : List.of(nobody, elsewhere)) {
      assertThatThrownBy(() -> await(cloud.erase(subject)))
          .cause()
          .isInstanceOfSatisfying(
              CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
          .hasMessageContaining("nothing to erase");
      assertThatThrownBy(() -> cloud.planErasure(subject)).isInstanceOf(CloudException.class);
    }
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(48);
    assertThat(current(own(STAYS)).digest()).isEqualTo(stays);
    assertThat(cloud.erasureReceipts(TASK)).isEmpty();
    assertThatThrownBy(() -> new Subject(TASK, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void planChangesNothing() {
    train(own(GONE));
    var plan = cloud.planErasure(device(GONE));

    assertThat(plan.rows().held().features()).isEqualTo(24);
    assertThat(plan.own()).contains(1L);
    assertThat(cloud.featureCounts(TASK).usable()).isEqualTo(48);
    assertThat(current(own(GONE)).current()).isTrue();
  }

  private SignedReceipt erase(String device) {
    return await(cloud.erase(device(device)));
  }

  private static Subject device(String id) {
    return new Subject(TASK, Optional.of(id), Optional.empty());
  }

  private static Scope own(String device) {
    return new Scope.OfDevice(device);
  }

  private List<Feature> upload(String device, int count, long seed) {
    List<Feature> features =
        features(cloud, count, seed, 0, 1, 2, 3).stream().map(ErasureTest::noisy).toList();
    await(cloud.ingest(batch(device, features)));
    return features;
  }

  /** The same sample with random values, which no table can store in fewer bytes. */
  private static Feature noisy(Feature feature) {
    Activation made = feature.activation();
    Tensor tensor = made.tensors().get(0);
    byte[] noise = new byte[tensor.byteSize()];
    new Random(made.sample().hashCode()).nextBytes(noise);
    Tensor noisy =
        Tensor.wrap(tensor.dtype(), tensor.shape(), tensor.scales(), ByteBuffer.wrap(noise));
    Activation activation =
        new Activation(
            made.task(),
            made.sample(),
            made.cut(),
            made.prefix(),
            made.createdAt(),
            List.of(noisy));
    return new Feature(activation, feature.label(), feature.annotatedAt());
  }

  private ModelVersion train(Scope scope) {
    assertThat(await(cloud.train(TASK, scope)).verdict()).isInstanceOf(Verdict.Published.class);
    return current(scope);
  }

  private ModelVersion current(Scope scope) {
    return cloud.models(TASK, Optional.of(scope)).stream()
        .filter(ModelVersion::current)
        .findFirst()
        .orElseThrow();
  }

  /** All versions of a device and of other scopes but the base model. */
  private List<Manifest> learntOf(String device, Scope... others) {
    List<Scope> scopes = new ArrayList<>(List.of(others));
    scopes.add(own(device));
    return scopes.stream()
        .flatMap(scope -> cloud.models(TASK, Optional.of(scope)).stream())
        .filter(version -> version.verdict().published())
        .map(ModelVersion::manifest)
        .filter(manifest -> !(manifest.scope().equals(Scope.GLOBAL) && manifest.version() == 1))
        .toList();
  }

  /** The layers that were trained; one that has no values cannot be. */
  private List<LayerEntry> head(Manifest manifest) {
    List<ModelVersion> global = cloud.models(TASK, Optional.of(Scope.GLOBAL));
    List<LayerEntry> base = global.get(global.size() - 1).manifest().layers();
    return manifest.layers().stream().filter(layer -> !base.contains(layer)).toList();
  }

  private List<byte[]> layers(List<Manifest> manifests) {
    return manifests.stream()
        .flatMap(manifest -> head(manifest).stream())
        .map(layer -> cloud.layer(layer.digest()).orElseThrow())
        .toList();
  }

  private void assertRefused(Scope scope, long version) {
    assertThatThrownBy(() -> await(cloud.rollBack(TASK, scope, version)))
        .cause()
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("features that were erased");
  }

  private static void assertFound(
      FileScan files, String device, List<Feature> features, List<byte[]> layers) {
    assertThat(files.has(device)).as(device).isTrue();
    for (Feature each : features) {
      assertThat(files.has(each.sample().bytes())).as("%s", each.sample()).isTrue();
      assertThat(files.hasPieceOf(activation(each))).as("%s", each.sample()).isTrue();
    }
    layers.forEach(layer -> assertThat(files.hasPieceOf(some(layer))).isTrue());
  }

  private static byte[] activation(Feature feature) {
    var data = feature.activation().tensors().get(0).data();
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return bytes;
  }

  /** A stretch of the values of a layer, behind its name and shapes. */
  private static byte[] some(byte[] layer) {
    int from = layer.length / 2;
    return java.util.Arrays.copyOfRange(layer, from, Math.min(layer.length, from + 200));
  }

  private static List<Feature> without(List<Feature> features, Feature one) {
    return features.stream().filter(each -> each != one).toList();
  }
}

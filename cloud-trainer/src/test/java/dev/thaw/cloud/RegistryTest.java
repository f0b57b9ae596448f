package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.devices.DeviceRecord;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
  @TempDir Path dir;

  @Test
  void theFirstStartMakesAKeyThatOnlyItsOwnerMayReadAndLaterStartsKeepIt() throws IOException {
    Assumptions.assumeTrue(
        dir.getFileSystem().supportedFileAttributeViews().contains("posix"), "no permissions here");
    PublicKey key;
    Path file = dir.resolve("signing.key");
    try (CloudTrainer cloud = CloudTrainer.open(World.manual(dir), Clock.systemUTC())) {
      key = cloud.publicKey();
      assertThat(permissions(file)).isEqualTo("rw-------");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (CloudTrainer cloud = CloudTrainer.open(World.manual(dir), Clock.systemUTC())) {
      assertThat(cloud.publicKey()).isEqualTo(key);
      assertThat(permissions(file)).isEqualTo("rw-------");
    }
  }

  @Test
  void aDamagedKeyIsRefusedAndLeftAsItIs() throws IOException {
    Files.writeString(dir.resolve("signing.key"), "nonsense\n");

    assertThatThrownBy(() -> CloudTrainer.open(World.manual(dir), Clock.systemUTC()))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("signing.key");
    assertThat(Files.readString(dir.resolve("signing.key"))).isEqualTo("nonsense\n");
  }

  @Test
  void installingGivesAGlobalManifestWhoseLayersCanAllBeFetched() {
    try (CloudTrainer cloud = World.open(dir)) {
      Manifest manifest = cloud.manifestFor(TASK, "phone", Optional.empty()).manifest();

      assertThat(cloud.tasks()).containsExactly(World.SPEC);
      assertThat(manifest.version()).isEqualTo(1);
      assertThat(manifest.freeze()).isEqualTo(cloud.freeze(TASK));
      assertThat(manifest.freeze().depth()).isEqualTo(manifest.layers().size() - 2);
      for (LayerEntry layer : manifest.layers()) {
        assertThat(Digest.of(cloud.layer(layer.digest()).orElseThrow())).isEqualTo(layer.digest());
      }
      assertThat(cloud.layer(Digest.of(new byte[] {1}))).isEmpty();
    }
  }

  @Test
  void installingTheSameAgainChangesNothingAndOtherLayersAreAConflict() {
    try (CloudTrainer cloud = World.open(dir);
        LayeredModel other = LayeredModel.create(World.SPEC, 8)) {
      Digest before = cloud.manifestFor(TASK, "phone", Optional.empty()).digest();
      cloud.install(World.base(5, World.LABELS));
      BaseModel changed = new BaseModel(World.SPEC, other.layerBytesFrom(0), List.of(), "");

      assertThatThrownBy(() -> cloud.install(changed))
          .isInstanceOfSatisfying(
              CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
      assertThat(cloud.manifestFor(TASK, "phone", Optional.empty()).digest()).isEqualTo(before);
    }
  }

  @Test
  void tasksAreThereAfterARestartWithoutBeingInstalledAgain() {
    Digest before;
    try (CloudTrainer cloud = World.open(dir)) {
      before = cloud.manifestFor(TASK, "phone", Optional.empty()).digest();
    }
    try (CloudTrainer cloud = CloudTrainer.open(World.manual(dir), Clock.systemUTC())) {
      assertThat(cloud.tasks()).containsExactly(World.SPEC);
      assertThat(cloud.manifestFor(TASK, "phone", Optional.empty()).digest()).isEqualTo(before);
    }
  }

  @Test
  void anUnknownTaskIsNamedAlongWithTheKnownOnes() {
    try (CloudTrainer cloud = World.open(dir)) {
      assertThatThrownBy(() -> cloud.manifestFor("digits", "phone", Optional.empty()))
          .isInstanceOfSatisfying(
              CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_TASK))
          .hasMessageContaining("digits")
          .hasMessageContaining(TASK);
    }
  }

  @Test
  void whatADeviceSaidIsRememberedAcrossRestartsAndSilenceKeepsIt() {
    Clock noon = Clock.fixed(World.START, ZoneOffset.UTC);
    Digest current = Digest.of(new byte[] {1});
    try (CloudTrainer cloud = CloudTrainer.open(World.manual(dir), noon)) {
      cloud.deviceSeen(
          new DeviceReport(
              "phone", TASK, Optional.of("left"), Optional.of(current), Map.of("battery", 0.5)));
    }
    Clock later = Clock.fixed(World.START.plusSeconds(60), ZoneOffset.UTC);
    try (CloudTrainer cloud = CloudTrainer.open(World.manual(dir), later)) {
      cloud.deviceSeen(
          new DeviceReport("phone", TASK, Optional.empty(), Optional.empty(), Map.of()));

      assertThat(cloud.devices())
          .containsExactly(
              new DeviceRecord(
                  "phone",
                  TASK,
                  Optional.of("left"),
                  Optional.of(current),
                  World.START,
                  World.START.plusSeconds(60),
                  Map.of("battery", 0.5)));
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}

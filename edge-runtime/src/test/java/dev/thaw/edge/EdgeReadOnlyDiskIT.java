package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.cache.CacheLimits;
import dev.thaw.cache.DeviceStore;
import dev.thaw.cache.faults.FragileDisk;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.protocol.SampleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device whose disk the kernel makes read-only while it runs. */
class EdgeReadOnlyDiskIT extends EdgeFixture {
  private FragileDisk disk;

  @BeforeEach
  void mount() throws IOException {
    Path mountPoint = Files.createDirectory(directory.resolve("disk"));
    Optional<FragileDisk> mounted = FragileDisk.mount(directory.resolve("image"), mountPoint, 64);
    assumeTrue(mounted.isPresent(), FragileDisk.SKIPPED);
    disk = closing(mounted.get());
  }

  @Test
  void aDeviceWhoseDiskTurnsReadOnlyPredictsAndUploadsAndHasEverythingAfterARestart() {
    EdgeRuntime edge = open(onDisk());
    awaitInstalled(edge, 1);
    awaitIdle(edge);
    annotate(edge, 0, 5);
    SampleId known = edge.predict(Samples.input(5)).sample();

    disk.turnReadOnly();
    assertThat(edge.predict(Samples.input(0)).cacheHit()).isTrue();
    assertThat(edge.predict(Samples.input(100)).cacheHit()).isFalse();
    assertThatThrownBy(() -> edge.annotate(known, "c4"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(disk.mountPoint().toString())
        .hasMessageContaining(
            "the disk is read-only: what is stored stays, writes go on once the disk works again");
    assertThat(edge.isWaiting(known)).isFalse();
    var unused = edge.flush();
    Await.until("uploads while the disk is read-only", () -> cloud.stored.size() == 5);
    edge.close();

    disk.mountAnew();
    try (DeviceStore store = DeviceStore.open(onDisk().directory(), CacheLimits.DEFAULT)) {
      assertThat(store.activations().outbox().length()).isEqualTo(5);
    }
    EdgeRuntime again = open(onDisk());
    annotate(again, 5, 6);
    Await.until(
        "an empty outbox", () -> again.waiting() == 0 || Await.get(again.flush()).remaining() == 0);
    assertThat(cloud.stored).hasSize(6);
  }

  private EdgeConfig onDisk() {
    return config(cloud.uri(), disk.mountPoint().resolve("data"));
  }
}

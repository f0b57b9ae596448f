package dev.thaw.cache.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.cache.faults.SmallDisk;
import dev.thaw.cache.rocks.StorageException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small file system in memory, which takes a privilege to mount. */
final class FullDiskIT {
  private static final RocksSettings SETTINGS = new RocksSettings(2 << 20, 256 << 10, 32);
  private static final List<String> FAMILIES = List.of("rows");

  @TempDir private Path mountPoint;

  private SmallDisk disk;

  @BeforeEach
  void mount() {
    Optional<SmallDisk> mounted = SmallDisk.mount(mountPoint, 16);
    assumeTrue(mounted.isPresent(), SmallDisk.SKIPPED);
    disk = mounted.get();
  }

  @AfterEach
  void unmount() {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void aFullDiskIsReportedLosesNothingAndIsForgivenOnceThereIsRoom() {
    Path directory = mountPoint.resolve("data");
    int before = RocksDatabase.liveHandles();
    try (RocksDatabase database = RocksDatabase.open(directory, FAMILIES, SETTINGS)) {
      int written = write(database, 0, 500);
      disk.fill();
      written += writeUntilFull(database, written, directory);
      assertRows(database, written);
      assertThatThrownBy(() -> write(database, 1_000_000, 1)).isInstanceOf(StorageException.class);

      disk.makeRoom();
      written += write(database, written, 500);
      assertRows(database, written);
    }
    try (RocksDatabase database = RocksDatabase.open(directory, FAMILIES, SETTINGS)) {
      assertThat(database.get("rows", key(999))).isPresent();
    }
    assertThat(RocksDatabase.liveHandles()).isEqualTo(before);
  }

  private static int writeUntilFull(RocksDatabase database, int from, Path directory) {
    int[] written = {0};
    assertThatThrownBy(
            () -> {
              while (written[0] < 20_000) {
                write(database, from + written[0], 1);
                written[0]++;
              }
            })
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.FULL);
              assertThat(e)
                  .hasMessage(
                      "data directory "
                          + directory
                          + ": no space left on the disk; writes go on when 2 MiB are free");
            });
    return written[0];
  }

  private static int write(RocksDatabase database, int from, int count) {
    for (int n = from; n < from + count; n++) {
      database.batch().put("rows", key(n), value(n)).commit(true);
    }
    return count;
  }

  private static void assertRows(RocksDatabase database, int count) {
    for (int n = 0; n < count; n++) {
      assertThat(database.get("rows", key(n))).as("row %d of %d", n, count).contains(value(n));
    }
  }

  private static byte[] key(int n) {
    return ByteBuffer.allocate(4).putInt(n).array();
  }

  private static byte[] value(int n) {
    byte[] value = new byte[2048];
    new Random(n).nextBytes(value);
    return value;
  }
}

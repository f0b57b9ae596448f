package dev.thaw.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.cache.rocks.StorageException.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryInUseIT {
  @TempDir private Path directory;
  @TempDir private Path libraries;

  @Test
  void aDirectoryThatAnotherProcessHasOpenIsRefusedInOneLineUntilThatEnds() throws Exception {
    int before = RocksDatabase.liveHandles();
    try (ChildJvm holder = ChildJvm.start(DirectoryHolder.class, libraries, directory.toString())) {
      assertThat(holder.line().orElseThrow()).startsWith("open");

      assertThatThrownBy(() -> DeviceStore.open(directory, CacheLimits.DEFAULT))
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(Kind.IN_USE);
                assertThat(e)
                    .hasMessage("data directory " + directory + ": in use by another process");
              });
      assertThat(RocksDatabase.liveHandles()).isEqualTo(before);
      holder.kill();
    }
    DeviceStore.open(directory, CacheLimits.DEFAULT).close();
  }
}

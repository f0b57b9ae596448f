package dev.thaw.cache.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveBytesTest {
  @TempDir private Path directory;

  @Test
  void openDatabasesAreCountedUntilTheyAreClosed() {
    long before = RocksDatabase.liveBytes();
    RocksDatabase database = RocksDatabase.open(directory, List.of("rows"), RocksSettings.LARGE);
    for (int i = 0; i < 2_000; i++) {
      database.put("rows", Integer.toString(i).getBytes(), new byte[1_024]);
    }
    assertThat(RocksDatabase.liveBytes() - before).isGreaterThan(1 << 20);
    database.close();
    assertThat(RocksDatabase.liveBytes()).isEqualTo(before);
  }
}

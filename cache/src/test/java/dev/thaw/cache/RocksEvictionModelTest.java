package dev.thaw.cache;

import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class RocksEvictionModelTest extends EvictionModelContract {
  @TempDir private Path directory;
  private RocksDatabase database;

  @Override
  ActivationCache open(CacheLimits limits) {
    database = RocksDatabase.open(directory, RocksActivationCache.FAMILIES, RocksSettings.SMALL);
    return RocksActivationCache.open(database, limits);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }
}

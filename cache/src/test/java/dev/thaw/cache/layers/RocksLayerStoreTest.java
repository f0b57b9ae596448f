package dev.thaw.cache.layers;

import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cache.rocks.RocksSettings;
import dev.thaw.protocol.Digest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class RocksLayerStoreTest extends LayerStoreContract {
  @TempDir private Path directory;
  private RocksDatabase database;

  @Override
  LayerStore open() {
    database = RocksDatabase.open(directory, List.of("layers"), RocksSettings.SMALL);
    return new RocksLayerStore(database, "layers");
  }

  @Override
  void damage(Digest digest, byte[] bytes) {
    database.put("layers", RocksLayerStore.layerKey(digest), bytes);
  }

  @AfterEach
  void close() {
    database.close();
  }
}

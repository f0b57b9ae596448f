package dev.thaw.cache;

import dev.thaw.cache.layers.RocksLayerStore;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** How each row of a device's database is told from one that is damaged. Stateless. */
public final class DeviceRows {
  /** Whether a key and its value are as they were written, by column family. */
  public static final Map<String, BiPredicate<byte[], byte[]>> CHECKS =
      Map.of(
          RocksRows.ACTIVATIONS, DeviceRows::isActivation,
          RocksRows.ANNOTATIONS, DeviceRows::isAnnotation,
          DeviceStore.LAYERS, RocksLayerStore::isRow);

  /** The families of which the device makes or fetches again what it has lost. */
  public static final Set<String> REBUILDABLE = Set.of(RocksRows.ACTIVATIONS, DeviceStore.LAYERS);

  private DeviceRows() {}

  private static boolean isActivation(byte[] key, byte[] row) {
    return Keys.parseActivation(key).flatMap(of -> ActivationRow.decode(of, row)).isPresent();
  }

  private static boolean isAnnotation(byte[] key, byte[] row) {
    return key.length == 1
        ? row.length == Long.BYTES
        : Keys.parseAnnotation(key).isPresent() && AnnotationRow.decode(row).isPresent();
  }
}

package dev.thaw.cloud.doctor;

import dev.thaw.cache.doctor.Finding;
import dev.thaw.cache.doctor.Finding.Kind;
import dev.thaw.cache.layers.RocksLayerStore;
import dev.thaw.cache.rocks.RocksDatabase;
import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.features.FeatureRows;
import dev.thaw.cloud.freeze.ChangeRows;
import dev.thaw.cloud.policy.PolicyRows;
import dev.thaw.cloud.registry.RegistryRows;
import dev.thaw.cloud.registry.RegistryRows.MissingLayer;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.training.RunRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** What a cloud's rows must be, each by itself and all together. Stateless. */
final class CloudRows {
  /** Whether a key and its value are as they were written, by column family. */
  static final Map<String, BiPredicate<byte[], byte[]>> CHECKS =
      Map.ofEntries(
          entry(Column.FEATURES, FeatureRows::isFeature),
          entry(Column.LOST, FeatureRows::isLost),
          entry(Column.OWED, FeatureRows::isOwed),
          entry(Column.TASKS, RegistryRows::isTask),
          entry(Column.BASES, RegistryRows::isBase),
          entry(Column.SCOPES, RegistryRows::isScope),
          entry(Column.VERSIONS, RegistryRows::isVersion),
          entry(Column.RUNS, RunRows::isRow),
          entry(Column.CHANGES, ChangeRows::isRow),
          entry(Column.POLICIES, PolicyRows::isRow),
          entry(Column.DEVICES, DeviceDirectory::isRow),
          entry(Column.LAYERS, RocksLayerStore::isRow));

  private static final List<Column> NEEDED =
      List.of(Column.TASKS, Column.BASES, Column.SCOPES, Column.VERSIONS, Column.LAYERS);

  private CloudRows() {}

  /** What is wrong between rows that can all be read. */
  static List<Finding> together(RocksDatabase rocks, Path key) {
    if (!rocks.families().containsAll(NEEDED.stream().map(Column::family).toList())) {
      return List.of();
    }
    CloudDatabase database = CloudDatabase.over(rocks);
    RegistryRows registry = new RegistryRows(database);
    List<Finding> findings = new ArrayList<>();
    registry.missingLayers().forEach(layer -> findings.add(missing(layer)));
    registry
        .ahead(FeatureRows.last(database))
        .forEach(
            scope ->
                findings.add(
                    new Finding(Kind.LOST, scope, "was trained on features that are not there")));
    if (RegistryRows.hasTasks(database)) {
      findings.addAll(signatures(registry, key));
    }
    return findings;
  }

  private static List<Finding> signatures(RegistryRows registry, Path key) {
    try {
      return registry.unsigned(SigningKey.look(key)).stream()
          .map(scope -> new Finding(Kind.LOST, scope, "its manifest was signed with another key"))
          .toList();
    } catch (CloudException e) {
      return List.of(new Finding(Kind.LOST, key.toString(), String.valueOf(e.getMessage())));
    }
  }

  private static Finding missing(MissingLayer layer) {
    Kind kind = layer.inBase() ? Kind.REBUILDABLE : Kind.LOST;
    return new Finding(kind, layer.neededBy(), "layer " + layer.digest() + " is missing");
  }

  private static Map.Entry<String, BiPredicate<byte[], byte[]>> entry(
      Column column, BiPredicate<byte[], byte[]> check) {
    return Map.entry(column.family(), check);
  }
}

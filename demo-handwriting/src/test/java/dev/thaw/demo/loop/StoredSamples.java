package dev.thaw.demo.loop;

import static dev.thaw.demo.loop.Cloud.TASK;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.LogLimits;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.protocol.Feature;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a cloud that is not running has on its disk. Stateless. */
public final class StoredSamples {
  private StoredSamples() {}

  /** A device's features at the freeze point. */
  public static List<Feature> atFreezePoint(Path cloud, String device) {
    try (CloudDatabase database = CloudDatabase.open(cloud.resolve("db"))) {
      SigningKey key = SigningKey.openOrCreate(cloud.resolve("signing.key"), new SecureRandom());
      try (ModelRegistry registry = ModelRegistry.open(database, key, Clock.systemUTC());
          FeatureLog log =
              FeatureLog.open(
                  database,
                  registry::backbone,
                  new LogLimits(1, Set.of()),
                  (task, from, count) -> {})) {
        Backbone backbone = registry.backbone(TASK);
        List<Feature> features = new ArrayList<>();
        log.read(TASK, device, Generation.of(backbone), stored -> features.add(stored.feature()));
        return features;
      }
    }
  }
}

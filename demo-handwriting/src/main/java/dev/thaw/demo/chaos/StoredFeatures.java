package dev.thaw.demo.chaos;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.LogLimits;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a cloud that has ended can train on, device by device. Stateless. */
public final class StoredFeatures {
  private StoredFeatures() {}

  /** The features of each of {@code devices} at the freeze point. */
  public static Map<String, List<Label>> read(Path cloud, String task, Iterable<String> devices) {
    try (CloudDatabase database = CloudDatabase.open(cloud.resolve("db"))) {
      SigningKey key = SigningKey.openOrCreate(cloud.resolve("signing.key"), new SecureRandom());
      LogLimits limits = new LogLimits(1, Set.of());
      try (ModelRegistry registry = ModelRegistry.open(database, key, Clock.systemUTC());
          FeatureLog log =
              FeatureLog.open(database, registry::backbone, limits, (name, from, count) -> {})) {
        Generation usable = Generation.of(registry.backbone(task));
        Map<String, List<Label>> all = new HashMap<>();
        devices.forEach(device -> all.put(device, labels(log, task, device, usable)));
        return all;
      }
    }
  }

  private static List<Label> labels(FeatureLog log, String task, String device, Generation usable) {
    List<Label> labels = new ArrayList<>();
    log.read(
        task,
        device,
        usable,
        stored -> {
          Feature feature = stored.feature();
          return labels.add(new Label(feature.sample(), feature.label()));
        });
    return labels;
  }

  /** What a sample is in the cloud. */
  public record Label(SampleId sample, int classIndex) {}
}

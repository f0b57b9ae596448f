package dev.thaw.demo.campaign;

import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.SigningKey;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.demo.chaos.Journal;
import dev.thaw.demo.chaos.StoredFeatures;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a dead cloud has: everything acknowledged is there, nothing twice, and every current model
 * has its layers. Immutable.
 */
record CloudAudit(Path directory, String task, Rig rig) {
  void run(Map<String, List<Journal.Line>> acknowledged) {
    try {
      Map<String, Set<SampleId>> present = present();
      acknowledged.forEach(
          (device, lines) -> requirePresent(device, lines, present.getOrDefault(device, Set.of())));
      Map<String, List<StoredFeatures.Label>> usable =
          StoredFeatures.read(directory, task, rig.ids());
      usable.forEach(
          (device, stored) ->
              requireRight(device, stored, acknowledged.getOrDefault(device, List.of())));
    } catch (CloudException e) {
      throw new ViolationException("what the cloud left cannot be read: " + e.getMessage(), e);
    }
  }

  /** Samples of which the cloud has any version, usable at present or not. */
  private Map<String, Set<SampleId>> present() {
    try (CloudDatabase database = CloudDatabase.open(directory.resolve("db"))) {
      requireLayers(database);
      Map<String, Set<SampleId>> present = new HashMap<>();
      for (String device : rig.ids()) {
        Set<SampleId> samples = new HashSet<>();
        database.scan(
            Column.FEATURES,
            Key.of(task).text(device).bytes(),
            (key, value) -> {
              samples.add(sample(key));
              return true;
            });
        present.put(device, samples);
      }
      return present;
    }
  }

  private static SampleId sample(byte[] key) {
    return SampleId.fromBytes(Arrays.copyOfRange(key, key.length - SampleId.BYTES, key.length));
  }

  private void requireLayers(CloudDatabase database) {
    SigningKey key = SigningKey.openOrCreate(directory.resolve("signing.key"), new SecureRandom());
    try (ModelRegistry registry = ModelRegistry.open(database, key, Clock.systemUTC())) {
      registry
          .scopes(task)
          .forEach(
              scope ->
                  registry
                      .current(task, scope)
                      .ifPresent(signed -> requireLayers(registry, signed.manifest())));
    }
  }

  private static void requireLayers(ModelRegistry registry, Manifest manifest) {
    List<LayerEntry> entries = manifest.layers();
    List<byte[]> layers = registry.layers(entries, 0);
    for (int i = 0; i < entries.size(); i++) {
      if (!Digest.of(layers.get(i)).equals(entries.get(i).digest())) {
        throw new ViolationException(
            "layer %s of %s is not what its manifest says"
                .formatted(entries.get(i).name(), manifest.scope()));
      }
    }
  }

  private static void requirePresent(
      String device, List<Journal.Line> acknowledged, Set<SampleId> present) {
    List<Journal.Line> missing =
        acknowledged.stream().filter(line -> !present.contains(line.sample())).toList();
    if (!missing.isEmpty()) {
      throw new ViolationException(
          "%d acknowledged features of %s are not in the cloud, the first: %s"
              .formatted(missing.size(), device, missing.get(0)));
    }
  }

  /** A label that is none of the acknowledged one and later ones, but an earlier one, was lost. */
  private void requireRight(
      String device, List<StoredFeatures.Label> stored, List<Journal.Line> acknowledged) {
    Map<SampleId, Journal.Line> last = new HashMap<>();
    acknowledged.forEach(line -> last.put(line.sample(), line));
    List<Journal.Line> intended = Journal.read(rig.files().intended(device));
    Set<SampleId> seen = new HashSet<>();
    for (StoredFeatures.Label each : stored) {
      if (!seen.add(each.sample())) {
        throw new ViolationException("%s is stored twice of %s".formatted(each.sample(), device));
      }
      Journal.Line line = last.get(each.sample());
      if (line != null && isOld(each, line, intended)) {
        throw new ViolationException(
            "%s of %s has label %d, but label %d was acknowledged"
                .formatted(each.sample(), device, each.classIndex(), line.classIndex()));
      }
    }
  }

  private static boolean isOld(
      StoredFeatures.Label stored, Journal.Line acknowledged, List<Journal.Line> intended) {
    boolean earlier = false;
    boolean later = false;
    for (Journal.Line line : intended) {
      boolean same =
          line.sample().equals(stored.sample()) && line.classIndex() == stored.classIndex();
      earlier |= same && line.step() < acknowledged.step();
      later |= same && line.step() >= acknowledged.step();
    }
    return earlier && !later;
  }
}

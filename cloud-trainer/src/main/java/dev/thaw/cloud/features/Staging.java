package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleOutcome;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What one commit will change: every touched sample with all its stored versions, before and after.
 * Samples that meet twice in one commit meet here. Confined to the committer thread.
 */
final class Staging {
  /** All versions of one sample, by generation. */
  private record Versions(
      Map<Generation, StoredFeature> before, Map<Generation, StoredFeature> after) {}

  private final CloudDatabase database;
  private final Tallies tallies;
  private final LongSupplier nextSequence;
  private final Map<SampleKey, Versions> samples = new LinkedHashMap<>();

  Staging(CloudDatabase database, Tallies tallies, LongSupplier nextSequence) {
    this.database = database;
    this.tallies = tallies;
    this.nextSequence = nextSequence;
  }

  /**
   * Stores an uploaded feature, with its version at the freeze point if it came from a lower cut.
   *
   * <p>A sample that has a version at the freeze point is a duplicate, unless the annotation is
   * later and says something else: then its label is replaced in all versions, and it counts as
   * new. An earlier annotation that arrives late loses.
   */
  SampleOutcome upload(String device, Feature feature, Feature atFreezePoint, Backbone backbone) {
    SampleKey key = new SampleKey(feature.activation().task(), device, feature.sample());
    Versions versions = versions(key);
    StoredFeature known = versions.after.get(Generation.of(atFreezePoint.activation()));
    if (known == null) {
      add(versions, feature, atFreezePoint, backbone);
      return SampleOutcome.STORED;
    }
    return relabel(versions, known.feature(), feature);
  }

  /** Puts a version that was run on beside its source, unless the source has changed since. */
  boolean advance(String device, StoredFeature source, StoredFeature advanced) {
    Feature feature = source.feature();
    SampleKey key = new SampleKey(feature.activation().task(), device, feature.sample());
    Versions versions = versions(key);
    StoredFeature now = versions.after.get(source.generation());
    if (now == null || now.sequence() != source.sequence()) {
      return false;
    }
    versions.after.put(advanced.generation(), advanced);
    return true;
  }

  /** Adds every difference to {@code changes}. */
  void writeTo(Changes changes) {
    samples.forEach(
        (key, versions) -> {
          versions.before.forEach(
              (generation, feature) -> {
                if (!versions.after.containsKey(generation)) {
                  changes.delete(Column.FEATURES, key.row(generation));
                }
              });
          versions.after.forEach(
              (generation, feature) -> {
                if (!feature.equals(versions.before.get(generation))) {
                  changes.put(Column.FEATURES, key.row(generation), feature.toBytes());
                }
              });
        });
  }

  /** Counts what was written. */
  void count() {
    samples.forEach(
        (key, versions) -> {
          versions.before.forEach((g, f) -> tallies.add(key, g, f.feature().label(), -1));
          versions.after.forEach((g, f) -> tallies.add(key, g, f.feature().label(), 1));
        });
  }

  private void add(Versions versions, Feature feature, Feature atFreezePoint, Backbone backbone) {
    versions.after.keySet().removeIf(g -> !backbone.isCurrent(g.cut(), g.prefix()));
    StoredFeature stored = new StoredFeature(nextSequence.getAsLong(), feature);
    versions.after.replaceAll((generation, older) -> older.labelledAs(stored));
    versions.after.put(stored.generation(), stored);
    StoredFeature usable = stored.with(atFreezePoint.activation());
    versions.after.put(usable.generation(), usable);
  }

  private SampleOutcome relabel(Versions versions, Feature known, Feature feature) {
    boolean corrected =
        feature.label() != known.label() && feature.annotatedAt().isAfter(known.annotatedAt());
    if (!corrected) {
      return SampleOutcome.DUPLICATE;
    }
    StoredFeature newest = new StoredFeature(nextSequence.getAsLong(), feature);
    versions.after.replaceAll((generation, older) -> older.labelledAs(newest));
    return SampleOutcome.STORED;
  }

  private Versions versions(SampleKey key) {
    return samples.computeIfAbsent(key, this::load);
  }

  private Versions load(SampleKey key) {
    Map<Generation, StoredFeature> stored = new HashMap<>();
    for (Generation generation : tallies.of(key.task(), key.device()).keySet()) {
      Optional<byte[]> row = database.get(Column.FEATURES, key.row(generation));
      row.ifPresent(bytes -> stored.put(generation, StoredFeature.fromBytes(bytes)));
    }
    return new Versions(stored, new HashMap<>(stored));
  }
}

package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What one commit of uploads will change: every touched sample with all its stored versions, before
 * and after. Samples that meet twice in one commit meet here. Confined to the committer thread.
 */
final class Staging {
  /** What an upload does to the log. */
  enum Effect {
    /** There is something new to train on. */
    NEW,
    /** A version is kept beside those there are; nothing new to train on. */
    BESIDE,
    /** Nothing. */
    NONE
  }

  /** All versions of one sample, by generation, and what was noted while there was none. */
  private record Versions(
      Map<Generation, StoredFeature> before,
      Map<Generation, StoredFeature> after,
      Set<Generation> lost,
      boolean owed) {
    boolean changed() {
      return !before.equals(after);
    }
  }

  private final CloudDatabase database;
  private final Tallies tallies;
  private final LongSupplier nextSequence;
  private final Map<SampleKey, Versions> samples = new LinkedHashMap<>();

  Staging(CloudDatabase database, Tallies tallies, LongSupplier nextSequence) {
    this.database = database;
    this.tallies = tallies;
    this.nextSequence = nextSequence;
  }

  /** Whether the sample has a version of this generation. */
  boolean has(SampleKey key, Generation generation) {
    return versions(key).after.containsKey(generation);
  }

  /**
   * Stores an uploaded feature.
   *
   * <p>A sample that has no version at the freeze point gets one. Of one that has, the upload is
   * kept beside if it is the first from its cut: a later change may start from it. A later
   * annotation that says something else replaces the label of all versions, and the sample counts
   * as new; an earlier annotation that arrives late loses.
   *
   * @param atFreezePoint the activation at the freeze point; looked at only if there is no version
   */
  Effect upload(
      SampleKey key, Feature feature, Optional<Activation> atFreezePoint, Backbone backbone) {
    Versions versions = versions(key);
    StoredFeature known = versions.after.get(Generation.of(backbone));
    if (known == null) {
      add(versions, feature, atFreezePoint.orElseThrow(), backbone);
      return Effect.NEW;
    }
    boolean beside = keepBeside(versions, known, feature.activation());
    if (isCorrection(known.feature(), feature)) {
      relabel(versions, new StoredFeature(nextSequence.getAsLong(), feature));
      return Effect.NEW;
    }
    return beside ? Effect.BESIDE : Effect.NONE;
  }

  /** Adds every difference to {@code changes}. */
  void writeTo(Changes changes) {
    samples.forEach(
        (key, versions) -> {
          if (versions.changed()) {
            writeVersions(changes, key, versions);
            versions.lost.forEach(g -> changes.delete(Column.LOST, key.row(g)));
            if (versions.owed) {
              changes.delete(Column.OWED, key.owedRow());
            }
          }
        });
  }

  /** Counts what was written; the log stands at {@code position} with it. */
  void count(long position) {
    TallyChanges counts = new TallyChanges();
    samples.forEach(
        (key, versions) -> {
          if (versions.changed()) {
            count(counts, key, versions);
          }
        });
    counts.addTo(tallies, position);
  }

  private static void writeVersions(Changes changes, SampleKey key, Versions versions) {
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
  }

  private static void count(TallyChanges counts, SampleKey key, Versions versions) {
    String task = key.task();
    String device = key.device();
    versions.before.forEach((g, f) -> counts.stored(task, device, g, f.feature().label(), -1));
    versions.after.forEach((g, f) -> counts.stored(task, device, g, f.feature().label(), 1));
    versions.lost.forEach(generation -> counts.lost(task, device, generation, -1));
    counts.owed(task, device, versions.owed ? -1 : 0);
  }

  private void add(
      Versions versions, Feature feature, Activation atFreezePoint, Backbone backbone) {
    StoredFeature stored = new StoredFeature(nextSequence.getAsLong(), newest(versions, feature));
    versions.after.keySet().removeIf(g -> !backbone.isCurrent(g.cut(), g.prefix()));
    relabel(versions, stored);
    versions.after.put(stored.generation(), stored);
    StoredFeature usable = stored.with(atFreezePoint);
    versions.after.put(usable.generation(), usable);
  }

  /** The feature with the annotation that was given last. */
  private static Feature newest(Versions versions, Feature feature) {
    return versions.after.values().stream()
        .map(StoredFeature::feature)
        .filter(known -> known.annotatedAt().isAfter(feature.annotatedAt()))
        .findFirst()
        .map(later -> new Feature(feature.activation(), later.label(), later.annotatedAt()))
        .orElse(feature);
  }

  /**
   * A version that is kept beside has the place of those it joins, for it is not to be trained on
   * again; but the log moves on, so that whoever runs features on looks at the device once more.
   */
  private boolean keepBeside(Versions versions, StoredFeature known, Activation activation) {
    boolean first =
        versions.after.putIfAbsent(Generation.of(activation), known.with(activation)) == null;
    if (first) {
      var unused = nextSequence.getAsLong();
    }
    return first;
  }

  private static boolean isCorrection(Feature known, Feature feature) {
    return feature.label() != known.label() && feature.annotatedAt().isAfter(known.annotatedAt());
  }

  private static void relabel(Versions versions, StoredFeature newest) {
    versions.after.replaceAll((generation, older) -> older.labelledAs(newest));
  }

  private Versions versions(SampleKey key) {
    return samples.computeIfAbsent(key, this::load);
  }

  private Versions load(SampleKey key) {
    DeviceTally tally = tallies.of(key.task(), key.device());
    Map<Generation, StoredFeature> stored = new HashMap<>();
    for (Generation generation : tally.stored().keySet()) {
      Optional<byte[]> row = database.get(Column.FEATURES, key.row(generation));
      row.ifPresent(bytes -> stored.put(generation, StoredFeature.fromBytes(bytes)));
    }
    Set<Generation> lost =
        tally.lost().stream()
            .filter(generation -> database.get(Column.LOST, key.row(generation)).isPresent())
            .collect(Collectors.toSet());
    boolean owed = tally.owed() > 0 && database.get(Column.OWED, key.owedRow()).isPresent();
    return new Versions(stored, new HashMap<>(stored), lost, owed);
  }
}

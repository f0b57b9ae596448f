package dev.thaw.edge;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What a cloud has of each sample, and what it was told not to expect. Thread-safe. */
final class Versions {
  private record Hole(SampleId sample, int cut, Digest prefix) {}

  private final Map<SampleId, Map<Digest, Feature>> features = new HashMap<>();
  private final Set<SampleId> acknowledged = new LinkedHashSet<>();
  private final Set<Hole> lost = new HashSet<>();

  static boolean isUsable(Activation activation, Manifest model, FreezeState wanted) {
    return activation.cut() <= wanted.depth()
        && activation.prefix().equals(model.prefixDigest(activation.cut()));
  }

  /** Whether this version is new. */
  synchronized boolean add(Feature feature) {
    acknowledged.add(feature.sample());
    return features
            .computeIfAbsent(feature.sample(), sample -> new HashMap<>())
            .put(feature.activation().prefix(), feature)
        == null;
  }

  /** As if {@code sample} had been acknowledged long ago and all versions dropped since. */
  synchronized void owe(SampleId sample) {
    acknowledged.add(sample);
  }

  synchronized void lost(Message.Lost report) {
    report.samples().forEach(s -> lost.add(new Hole(s, report.cut(), report.prefix())));
  }

  synchronized Set<SampleId> waiting(Manifest model, FreezeState wanted) {
    Set<SampleId> waiting = new LinkedHashSet<>(acknowledged);
    waiting.removeAll(usable(model, wanted).keySet());
    waiting.removeIf(sample -> lost.contains(new Hole(sample, wanted.depth(), wanted.prefix())));
    return waiting;
  }

  synchronized Map<SampleId, Feature> usable(Manifest model, FreezeState wanted) {
    Map<SampleId, Feature> usable = new HashMap<>();
    features.forEach(
        (sample, versions) ->
            versions.values().stream()
                .filter(feature -> isUsable(feature.activation(), model, wanted))
                .max(Comparator.comparingInt(feature -> feature.activation().cut()))
                .ifPresent(feature -> usable.put(sample, feature)));
    return Collections.unmodifiableMap(usable);
  }
}

package dev.thaw.cloud.features;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.SampleId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs one task's features on to a freeze point, device by device, from the highest usable cut
 * first. Holds one batch of features and one device's sample ids in memory. Not thread-safe.
 */
final class Advancer {
  private static final int BATCH = 64;

  private final FeatureLog log;
  private final String task;
  private final Backbone target;
  private final long after;
  private long kept;
  private long advanced;

  Advancer(FeatureLog log, String task, Backbone target, long after) {
    this.log = log;
    this.task = task;
    this.target = target;
    this.after = after;
  }

  Advanced run() {
    log.devices(task).forEach(this::runDevice);
    return new Advanced(kept, advanced);
  }

  private void runDevice(String device) {
    Generation goal = Generation.of(target);
    Map<SampleId, Long> done = log.sequences(task, device, goal);
    kept += done.values().stream().filter(sequence -> sequence > after).count();
    log.generations(task, device).stream()
        .filter(source -> target.isCurrent(source.cut(), source.prefix()))
        .filter(source -> source.cut() < target.depth())
        .sorted(Comparator.comparing(Generation::cut).reversed())
        .forEach(source -> runGeneration(device, source, done));
  }

  /** Nothing is written while a scan is open: the ids come first, then batch after batch. */
  private void runGeneration(String device, Generation source, Map<SampleId, Long> done) {
    Map<SampleId, Long> missing = new HashMap<>(log.sequences(task, device, source));
    missing
        .entrySet()
        .removeIf(e -> e.getValue() <= after || done.getOrDefault(e.getKey(), -1L) >= e.getValue());
    done.putAll(missing);
    List<SampleId> samples = missing.keySet().stream().sorted().toList();
    for (int from = 0; from < samples.size(); from += BATCH) {
      int to = Math.min(from + BATCH, samples.size());
      runBatch(device, source, samples.subList(from, to));
    }
  }

  private void runBatch(String device, Generation source, List<SampleId> samples) {
    List<StoredFeature> batch = log.find(task, device, source, samples);
    List<Activation> activations = batch.stream().map(s -> s.feature().activation()).toList();
    List<Activation> results = RunOn.toFreezePoint(target, activations);
    List<StoredFeature> versions = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      versions.add(batch.get(i).with(results.get(i)));
    }
    advanced += log.keep(device, batch, versions);
  }
}

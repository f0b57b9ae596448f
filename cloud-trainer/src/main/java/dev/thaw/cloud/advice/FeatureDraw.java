package dev.thaw.cloud.advice;

import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.StoredFeature;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Draws stored features evenly, and the same samples at every depth as far as they can be had
 * there: those with the smallest hashes. Holds only what it draws. Confined to one thread.
 */
final class FeatureDraw {
  private static final int BATCH = 64;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final FeatureLog log;
  private final DepthBackbones backbones;
  private final long seed;
  private final List<NavigableSet<Long>> smallestByCut = new ArrayList<>();
  private final int max;

  /**
   * Looks at the keys of all features.
   *
   * @param max how many may be drawn at most
   */
  FeatureDraw(FeatureLog log, DepthBackbones backbones, int max, long seed) {
    this.log = log;
    this.backbones = backbones;
    this.max = max;
    this.seed = seed;
    for (int cut = 0; cut < backbones.layerCount(); cut++) {
      smallestByCut.add(smallest(cut));
    }
  }

  /** The devices that have features of the task, or had. */
  Set<String> devices() {
    return log.devices(backbones.task());
  }

  /** How many features the cut with the most has, drawn or not. */
  long stored() {
    return IntStream.range(0, backbones.layerCount())
        .mapToObj(backbones::generation)
        .mapToLong(this::count)
        .max()
        .orElse(0);
  }

  /** How many features can be drawn at {@code depth}. */
  int available(int depth) {
    return hashes(depth, max).size();
  }

  /** {@code count} features at {@code depth}, or as many as there are, run on where need be. */
  List<Drawn> draw(int depth, int count) {
    Set<Long> missing = new HashSet<>(hashes(depth, count));
    List<Drawn> drawn = new ArrayList<>();
    for (int cut = depth; cut >= 0 && !missing.isEmpty(); cut--) {
      List<Drawn> found = read(cut, missing);
      drawn.addAll(cut == depth ? found : runOn(found, depth));
    }
    return drawn;
  }

  private NavigableSet<Long> smallest(int cut) {
    NavigableSet<Long> smallest = new TreeSet<>();
    Generation generation = backbones.generation(cut);
    for (String device : devices(generation)) {
      log.read(
          backbones.task(),
          device,
          generation,
          sample -> {
            offer(smallest, hash(device, sample));
            return false;
          },
          stored -> true);
    }
    return smallest;
  }

  private List<Drawn> read(int cut, Set<Long> missing) {
    List<Drawn> found = new ArrayList<>();
    Generation generation = backbones.generation(cut);
    for (String device : devices(generation)) {
      log.read(
          backbones.task(),
          device,
          generation,
          sample -> missing.remove(hash(device, sample)),
          (StoredFeature stored) -> found.add(new Drawn(device, stored.feature())));
    }
    return found;
  }

  private List<String> devices(Generation generation) {
    String task = backbones.task();
    return log.devices(task).stream().filter(d -> log.count(task, d, generation) > 0).toList();
  }

  private long count(Generation generation) {
    String task = backbones.task();
    return log.devices(task).stream().mapToLong(d -> log.count(task, d, generation)).sum();
  }

  private void offer(NavigableSet<Long> smallest, long hash) {
    smallest.add(hash);
    if (smallest.size() > max) {
      smallest.pollLast();
    }
  }

  private Set<Long> hashes(int depth, int count) {
    NavigableSet<Long> all = new TreeSet<>();
    smallestByCut.subList(0, depth + 1).forEach(all::addAll);
    while (all.size() > count) {
      all.pollLast();
    }
    return all;
  }

  private List<Drawn> runOn(List<Drawn> found, int depth) {
    List<Drawn> out = new ArrayList<>();
    for (int from = 0; from < found.size(); from += BATCH) {
      List<Drawn> batch = found.subList(from, Math.min(from + BATCH, found.size()));
      List<List<Tensor>> inputs =
          batch.stream().map(each -> each.feature().activation().tensors()).toList();
      int cut = batch.get(0).feature().activation().cut();
      List<List<Tensor>> outputs = backbones.model().forwardBatch(cut, depth, inputs);
      for (int i = 0; i < batch.size(); i++) {
        out.add(at(depth, batch.get(i), outputs.get(i)));
      }
    }
    return out;
  }

  private Drawn at(int depth, Drawn source, List<Tensor> tensors) {
    Feature feature = source.feature();
    Activation from = feature.activation();
    Activation activation =
        new Activation(
            from.task(),
            from.sample(),
            depth,
            backbones.generation(depth).prefix(),
            from.createdAt(),
            tensors);
    return new Drawn(
        source.device(), new Feature(activation, feature.label(), feature.annotatedAt()));
  }

  private long hash(String device, SampleId sample) {
    long mixed = ByteBuffer.wrap(sample.bytes()).getLong() ^ seed ^ (device.hashCode() * GOLDEN);
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}

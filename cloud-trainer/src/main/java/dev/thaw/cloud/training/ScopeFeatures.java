package dev.thaw.cloud.training;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.StoredFeature;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the features that a scope is trained on: its own, its members', everybody's. Thread-safe.
 */
public final class ScopeFeatures {
  private static final float UPLOADED = 1;

  private final FeatureLog log;
  private final DeviceDirectory devices;

  /** Reads from the given log. */
  public ScopeFeatures(FeatureLog log, DeviceDirectory devices) {
    this.log = log;
    this.devices = devices;
  }

  /** The devices whose features belong to the scope, in the order of their ids. */
  public List<String> members(String task, Scope scope) {
    if (scope instanceof Scope.OfDevice device) {
      return List.of(device.id());
    }
    if (scope instanceof Scope.Cohort cohort) {
      return devices.members(task, cohort.name());
    }
    return List.copyOf(log.devices(task));
  }

  /** The cohorts that devices of the task belong to. */
  public Set<String> cohorts(String task) {
    return devices.cohorts(task);
  }

  /** How many features of one generation the scope has. */
  public long count(String task, Scope scope, Generation generation) {
    return members(task, scope).stream().mapToLong(d -> log.count(task, d, generation)).sum();
  }

  /** How many of those came after {@code position}. */
  public long countAfter(String task, Scope scope, Generation generation, long position) {
    return members(task, scope).stream()
        .mapToLong(device -> log.countAfter(task, device, generation, position))
        .sum();
  }

  /**
   * The scope's features of one generation up to {@code position}, by device and sample id; about
   * {@code max} of them, evenly, if there are more.
   */
  List<Upload> uploads(
      String task, Scope scope, Generation generation, long position, int max, long seed) {
    long total = count(task, scope, generation);
    List<Upload> uploads = new ArrayList<>();
    for (String device : members(task, scope)) {
      log.read(
          task,
          device,
          generation,
          stored -> {
            if (stored.sequence() <= position && isDrawn(stored, total, max, seed)) {
              uploads.add(upload(stored, generation));
            }
            return true;
          });
    }
    return uploads;
  }

  private static Upload upload(StoredFeature stored, Generation generation) {
    Feature feature = stored.feature();
    if (!Generation.of(feature.activation()).equals(generation)) {
      throw new IllegalStateException(
          "a feature of another prefix among those of " + generation + ": " + stored);
    }
    Example example = new Example(feature.activation().tensors(), feature.label(), UPLOADED);
    return new Upload(feature.annotatedAt(), stored.sequence(), example);
  }

  private static boolean isDrawn(StoredFeature stored, long total, int max, long seed) {
    return total <= max || Math.floorMod(hash(stored.feature().sample(), seed), total) < max;
  }

  private static long hash(SampleId sample, long seed) {
    long mixed = (ByteBuffer.wrap(sample.bytes()).getLong() ^ seed) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }
}

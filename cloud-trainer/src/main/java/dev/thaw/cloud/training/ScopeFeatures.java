package dev.thaw.cloud.training;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.StoredFeature;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * The scope's features of one generation up to {@code position}, by device and sample id: of one
   * device all, about {@code maxExamples} of them, evenly, if there are more; of several devices as
   * many of each as the rules for crowds allow.
   */
  Drawn draw(
      String task, Scope scope, Generation generation, long position, TrainingSettings settings) {
    return scope instanceof Scope.OfDevice device
        ? new Drawn(own(task, device.id(), generation, position, settings), Optional.empty())
        : shared(task, scope, generation, position, settings);
  }

  /** One sample of a device. */
  Optional<Upload> upload(String task, String device, Generation generation, SampleId sample) {
    List<Upload> found = new ArrayList<>();
    log.read(
        task,
        device,
        generation,
        sample::equals,
        stored -> {
          found.add(upload(device, stored, generation));
          return false;
        });
    return found.stream().findFirst();
  }

  private List<Upload> own(
      String task, String device, Generation generation, long position, TrainingSettings settings) {
    long total = log.count(task, device, generation);
    List<Upload> uploads = new ArrayList<>();
    log.read(
        task,
        device,
        generation,
        stored -> {
          if (stored.sequence() <= position && isDrawn(stored, total, settings)) {
            uploads.add(upload(device, stored, generation));
          }
          return true;
        });
    return uploads;
  }

  private Drawn shared(
      String task, Scope scope, Generation generation, long position, TrainingSettings settings) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String device : members(task, scope)) {
      long count = log.count(task, device, generation);
      if (count > 0) {
        counts.put(device, count);
      }
    }
    long each = FairShare.perDevice(counts.values(), settings.crowd(), settings.maxExamples());
    List<Upload> uploads = new ArrayList<>();
    for (String device : counts.keySet()) {
      ClassSpread spread = new ClassSpread(each, settings.seed());
      uploads.addAll(spread(task, device, generation, position, spread));
    }
    long capped = counts.values().stream().filter(count -> count > each).count();
    long leftOut = counts.values().stream().mapToLong(count -> Math.max(0, count - each)).sum();
    return new Drawn(uploads, Optional.of(Crowd.unjudged(counts.size(), capped, leftOut)));
  }

  private List<Upload> spread(
      String task, String device, Generation generation, long position, ClassSpread spread) {
    log.labels(task, device, generation, position, spread::add);
    Set<SampleId> drawn = spread.drawn();
    List<Upload> uploads = new ArrayList<>();
    log.read(
        task,
        device,
        generation,
        drawn::contains,
        stored -> uploads.add(upload(device, stored, generation)));
    return uploads;
  }

  private static Upload upload(String device, StoredFeature stored, Generation generation) {
    Feature feature = stored.feature();
    if (!Generation.of(feature.activation()).equals(generation)) {
      throw new IllegalStateException(
          "a feature of another prefix among those of " + generation + ": " + stored);
    }
    Example example = new Example(feature.activation().tensors(), feature.label(), UPLOADED);
    return new Upload(device, feature.sample(), feature.annotatedAt(), stored.sequence(), example);
  }

  private static boolean isDrawn(StoredFeature stored, long total, TrainingSettings settings) {
    int max = settings.maxExamples();
    long lot = Lots.of(stored.feature().sample(), settings.seed());
    return total <= max || Math.floorMod(lot, total) < max;
  }
}

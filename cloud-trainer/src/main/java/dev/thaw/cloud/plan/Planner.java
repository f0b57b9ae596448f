package dev.thaw.cloud.plan;

import dev.thaw.cloud.advice.DepthBackbones;
import dev.thaw.cloud.advice.WireBytes;
import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.devices.DeviceRecord;
import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.cloud.freeze.RetrainRule;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.training.ClosedForm;
import dev.thaw.cloud.training.ScopeFeatures;
import dev.thaw.model.ResidualBasis;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells what a change of depth would do, without doing it. Thread-safe. */
public final class Planner {
  private static final boolean PACKED = ClosedForm.defaults().options().packed();

  private final ModelRegistry registry;
  private final FeatureLog log;
  private final ScopeFeatures features;
  private final DeviceDirectory devices;

  /** A planner of the given task's models, features and devices. */
  public Planner(
      ModelRegistry registry, FeatureLog log, ScopeFeatures features, DeviceDirectory devices) {
    this.registry = registry;
    this.log = log;
    this.features = features;
    this.devices = devices;
  }

  /**
   * The plan of a change to {@code depth}; all zero if that is the present depth. Reads the disk.
   *
   * @param depth one that the task may be frozen at
   */
  public FreezePlan plan(String task, int depth) {
    Backbone present = registry.backbone(task);
    if (depth == present.depth()) {
      return new FreezePlan(task, depth, depth, 0, 0, 0, 0, 0, List.of(), List.of(), 0, 0, 0, 0);
    }
    try (DepthBackbones backbones = DepthBackbones.of(registry, task)) {
      return plan(present, backbones, depth);
    }
  }

  private FreezePlan plan(Backbone present, DepthBackbones backbones, int depth) {
    String task = backbones.task();
    Backbone target = backbones.at(depth);
    Map<String, RepairCounts> counts = log.repairCountsByDevice(task, target);
    long ready = counts.values().stream().mapToLong(RepairCounts::ready).sum();
    long kept =
        log.devices(task).stream().mapToLong(d -> log.count(task, d, Generation.of(target))).sum();
    RepairEstimate repairs = repairs(backbones, depth, counts);
    Map<Boolean, List<Scope>> scopes =
        registry.scopes(task).stream()
            .collect(Collectors.partitioningBy(s -> isMadeAnew(present, target, s, counts)));
    List<Scope> retrained = scopes.getOrDefault(true, List.of());
    return new FreezePlan(
        task,
        present.depth(),
        depth,
        kept,
        ready - kept,
        repairs.repaired(),
        repairs.lost(),
        repairs.unknown(),
        retrained,
        scopes.getOrDefault(false, List.of()),
        uploadBytes(backbones, depth, repairs.repaired()),
        downloadBytes(backbones, depth, retrained),
        Math.round(repairs.flops()),
        Math.round(repairs.scratchFlops()));
  }

  private boolean isMadeAnew(
      Backbone present, Backbone target, Scope scope, Map<String, RepairCounts> counts) {
    String task = present.task().name();
    long had = features.count(task, scope, Generation.of(present));
    long has =
        features.members(task, scope).stream()
            .map(counts::get)
            .mapToLong(count -> count == null ? 0 : count.ready())
            .sum();
    return RetrainRule.isMadeAnew(scope, present.depth(), target.depth(), had, has);
  }

  private RepairEstimate repairs(
      DepthBackbones backbones, int depth, Map<String, RepairCounts> counts) {
    Map<String, Map<String, Double>> reported =
        known(backbones.task()).stream()
            .collect(Collectors.toMap(DeviceRecord::deviceId, DeviceRecord::status));
    return counts.entrySet().stream()
        .map(
            device ->
                RepairEstimate.of(
                    device.getValue(),
                    reported.getOrDefault(device.getKey(), Map.of()),
                    backbones.model(),
                    depth))
        .reduce(RepairEstimate.NONE, RepairEstimate::plus);
  }

  private long uploadBytes(DepthBackbones backbones, int depth, long repaired) {
    if (repaired == 0) {
      return 0;
    }
    WireBytes wire = WireBytes.at(depth, backbones, registry.base(backbones.task()));
    return Math.round(wire.int8() * repaired);
  }

  /** What devices would pull whose scope gets a new head; the others run what they have. */
  private long downloadBytes(DepthBackbones backbones, int depth, List<Scope> retrained) {
    long bytes = 0;
    for (DeviceRecord device : known(backbones.task())) {
      Manifest manifest =
          registry.manifestFor(device.task(), device.deviceId(), device.cohort()).manifest();
      if (retrained.contains(manifest.scope())) {
        bytes += changedBytes(manifest.layers(), backbones, depth);
      }
    }
    return bytes;
  }

  /**
   * All layers from the new depth on, and those below that get the global scope's values; behind a
   * head in closed form only those that the device has not, and the one that is fitted anew.
   */
  private static long changedBytes(List<LayerEntry> has, DepthBackbones backbones, int depth) {
    Optional<ResidualBasis> basis =
        Optional.of(backbones.model())
            .filter(model -> has.size() > model.layerCount())
            .flatMap(model -> ResidualBasis.of(model, depth));
    int shared = basis.isPresent() ? backbones.layers().size() : depth;
    List<LayerEntry> others = new ArrayList<>(backbones.layers().subList(0, shared));
    others.removeAll(has);
    return basis.map(each -> each.layerBytes(PACKED)).orElseGet(() -> backbones.updateBytes(depth))
        + others.stream().mapToLong(LayerEntry::sizeBytes).sum();
  }

  private List<DeviceRecord> known(String task) {
    return devices.all().stream().filter(device -> device.task().equals(task)).toList();
  }
}

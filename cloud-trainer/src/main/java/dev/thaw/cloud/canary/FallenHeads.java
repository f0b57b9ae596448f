package dev.thaw.cloud.canary;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.devices.DeviceRecord;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.registry.Candidate;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.training.TrainingQueue;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a device's own head away when the device reports that it fell: its scope's history gets a
 * version that was held back, with the reason, and the device runs its cohort's head or the global
 * one. The next training may publish again. A head that several devices share is only counted, for
 * one device must not take it from the others. Thread-safe.
 *
 * <p>Devices repeat the report for as long as they run that manifest, so that nothing need be
 * remembered here: what cannot be done now, as during a change of depth, is done at a later report.
 */
public final class FallenHeads {
  private static final Logger LOG = LoggerFactory.getLogger(FallenHeads.class);

  private final CloudDatabase database;
  private final ModelRegistry registry;
  private final DeviceDirectory devices;
  private final TrainingQueue queue;
  private final Predicate<String> isChanging;
  private final FallenHeadListener listener;

  /**
   * @param isChanging whether a change of a task's depth or base model is under way, which makes
   *     its heads of what is current when it begins
   */
  public FallenHeads(
      CloudDatabase database,
      ModelRegistry registry,
      DeviceDirectory devices,
      TrainingQueue queue,
      Predicate<String> isChanging,
      FallenHeadListener listener) {
    this.database = database;
    this.registry = registry;
    this.devices = devices;
    this.queue = queue;
    this.isChanging = isChanging;
    this.listener = listener;
  }

  /**
   * Does what follows from a report; what has to wait for its turn is done on the training thread.
   *
   * @param before what was known of the device
   */
  public void reported(DeviceReport report, Optional<DeviceRecord> before) {
    FallenHead.in(report)
        .filter(head -> registry.isInstalled(head.task()))
        .ifPresent(head -> consider(head, isKnown(head, before)));
  }

  private static boolean isKnown(FallenHead head, Optional<DeviceRecord> before) {
    return before
        .filter(record -> FallenHead.says(record.status()))
        .flatMap(DeviceRecord::current)
        .filter(head.manifest()::equals)
        .isPresent();
  }

  private void consider(FallenHead head, boolean known) {
    if (current(head, head.scope()).isPresent()) {
      var unused = queue.runNext("a fallen head task=" + head.task(), () -> withdraw(head));
    } else if (!known) {
      cohort(head)
          .filter(shared -> current(head, shared).isPresent())
          .ifPresent(shared -> count(head, shared));
    }
  }

  private void count(FallenHead head, Scope shared) {
    LOG.info("a shared head fell task={} scope={} device={}", head.task(), shared, head.device());
    listener.fell(head, shared, false);
  }

  private boolean withdraw(FallenHead head) {
    Optional<Manifest> fallen = current(head, head.scope());
    if (fallen.isEmpty() || isChanging.test(head.task())) {
      return false;
    }
    Changes changes = database.changes();
    long position = registry.position(head.task(), head.scope());
    registry.addAndDrop(changes, fallen.get().task(), heldBack(head, fallen.get()), position);
    changes.commit();
    LOG.info(
        "a personal head fell task={} scope={} version={}",
        head.task(),
        head.scope(),
        fallen.get().version());
    listener.fell(head, head.scope(), true);
    return true;
  }

  private Candidate heldBack(FallenHead head, Manifest fallen) {
    Map<String, Double> metrics = new HashMap<>(head.metrics());
    metrics.put("fallen.version", (double) fallen.version());
    Verdict verdict = new Verdict.HeldBack(head.reason(wider(head)));
    return new Candidate(head.scope(), fallen.freeze(), fallen.layers(), metrics, verdict);
  }

  /** The scope's current manifest, if it is the one that fell. */
  private Optional<Manifest> current(FallenHead head, Scope scope) {
    return registry
        .current(head.task(), scope)
        .filter(signed -> signed.digest().equals(head.manifest()))
        .map(SignedManifest::manifest);
  }

  private Optional<Scope> cohort(FallenHead head) {
    return devices.cohort(head.task(), head.device()).map(Scope.Cohort::new);
  }

  private Scope wider(FallenHead head) {
    return Stream.of(cohort(head))
        .flatMap(Optional::stream)
        .filter(scope -> registry.current(head.task(), scope).isPresent())
        .findFirst()
        .orElse(Scope.GLOBAL);
  }
}

package dev.thaw.cloud.erasure;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.features.HeldRows;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Withdrawals;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.training.Trainer;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds what there is of a subject, and which heads may have learnt from it: those of the device,
 * of every cohort (it may have belonged to any) and the global one; and, if the global one ever
 * learnt anything, all heads, for they start from it. Too many rather than too few. Thread-safe.
 */
record Surveyor(ModelRegistry registry, FeatureLog log, DeviceDirectory devices, Trainer trainer) {
  /**
   * What erasing the subject comes to. Reads the disk.
   *
   * @throws CloudException {@code UNKNOWN_TASK}; {@code NOT_FOUND} if there is nothing of it
   */
  ErasurePlan plan(Subject subject) {
    registry.backbone(subject.task());
    List<String> holders = holders(subject);
    ErasedRows rows = subject.isDevice() ? ofDevice(subject) : ofSample(subject, holders);
    if (rows.isEmpty()) {
      throw new CloudException(ErrorCode.NOT_FOUND, "there is nothing to erase: " + subject);
    }
    return new ErasurePlan(subject, holders, rows, own(subject), affected(subject, holders));
  }

  private List<String> holders(Subject subject) {
    if (subject.isDevice()) {
      return List.of(subject.device().orElseThrow());
    }
    return log.devices(subject.task()).stream()
        .filter(device -> subject.device().isEmpty() || subject.device().get().equals(device))
        .filter(device -> !log.held(subject.task(), device, subject.sample()).isEmpty())
        .toList();
  }

  private ErasedRows ofDevice(Subject subject) {
    String task = subject.task();
    String device = subject.device().orElseThrow();
    Scope own = new Scope.OfDevice(device);
    return new ErasedRows(
        log.held(task, device, Optional.empty()),
        devices.knows(task, device) ? 1 : 0,
        registry.history(task, Optional.of(own)).size(),
        trainer.runs(task).stream().filter(run -> run.scope().equals(own)).count());
  }

  private ErasedRows ofSample(Subject subject, List<String> holders) {
    HeldRows held =
        holders.stream()
            .map(device -> log.held(subject.task(), device, subject.sample()))
            .reduce(HeldRows.NONE, HeldRows::plus);
    return new ErasedRows(held, 0, 0, 0);
  }

  private Optional<Long> own(Subject subject) {
    return subject
        .device()
        .filter(device -> subject.isDevice())
        .flatMap(device -> registry.current(subject.task(), new Scope.OfDevice(device)))
        .map(signed -> signed.manifest().version());
  }

  private List<Affected> affected(Subject subject, List<String> holders) {
    String task = subject.task();
    Withdrawals withdrawals = registry.withdrawals();
    boolean all = withdrawals.hasLearnt(task, Scope.GLOBAL);
    return withdrawals.scopes(task).stream()
        .filter(scope -> isAffected(scope, subject, holders, all))
        .sorted(Comparator.comparing(Surveyor::order))
        .map(
            scope ->
                new Affected(
                    scope,
                    withdrawals.lastVersion(task, scope),
                    withdrawals.learntVersion(task, scope)))
        .toList();
  }

  private static boolean isAffected(
      Scope scope, Subject subject, List<String> holders, boolean all) {
    if (scope instanceof Scope.OfDevice device && holders.contains(device.id())) {
      return !subject.isDevice(); // a device's own head goes with it
    }
    return all || !(scope instanceof Scope.OfDevice);
  }

  /** Heads start from the global one, so that it comes first. */
  private static int order(Scope scope) {
    return scope.equals(Scope.GLOBAL) ? 0 : scope instanceof Scope.Cohort ? 1 : 2;
  }
}

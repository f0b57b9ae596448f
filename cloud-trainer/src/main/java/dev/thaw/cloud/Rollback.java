package dev.thaw.cloud;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.freeze.FreezeControl;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.registry.Release;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operator's rollback, in one write. {@link #run} is confined to the training thread. */
record Rollback(
    CloudDatabase database,
    ModelRegistry registry,
    DeviceDirectory devices,
    FreezeControl freezeControl,
    Listeners listeners) {
  private static final Logger LOG = LoggerFactory.getLogger(Rollback.class);

  /**
   * Requires that it can be done now. Thread-safe; reads the disk.
   *
   * @throws CloudException as {@link CloudTrainer#rollBack} tells
   */
  void require(String task, Scope scope, long version) {
    registry.rollbacks().require(task, scope, version);
    requireNoChange(task);
  }

  /** Rolls back, and gives what the scope's devices run now. */
  ModelVersion run(String task, Scope scope, long version) {
    requireNoChange(task);
    Changes changes = database.changes();
    Optional<Release> release = registry.rollbacks().stage(changes, task, scope, version);
    changes.commit();
    LOG.info("rolled back task={} scope={} to={}", task, scope, version);
    listeners.rolledBack(task, scope, version, release);
    return release.map(Release::version).orElseGet(() -> fallback(task, scope));
  }

  /** A change makes its heads of what is current when it begins. */
  private void requireNoChange(String task) {
    if (freezeControl.status(task).change().isPresent()) {
      throw new CloudException(
          ErrorCode.CONFLICT,
          "a change of the freeze point or base model of task "
              + task
              + " is under way; roll back when it has ended");
    }
  }

  private ModelVersion fallback(String task, Scope scope) {
    Optional<Scope> cohort =
        scope instanceof Scope.OfDevice device
            ? devices.cohort(task, device.id()).map(Scope.Cohort::new)
            : Optional.empty();
    return Stream.of(cohort, Optional.of(Scope.GLOBAL))
        .flatMap(Optional::stream)
        .map(wider -> registry.history(task, Optional.of(wider)))
        .flatMap(List::stream)
        .filter(ModelVersion::current)
        .findFirst()
        .orElseThrow();
  }
}

package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.features.Repairs;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.SignedManifest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows what one connected device was told to run and to upload for, and reports when that changes
 * and what the device is to send again. One look-up at a time; whatever changes during one is
 * followed by one more, so that the last one wins. What the device is to run comes before what it
 * is to send.
 *
 * <p>Confined to the server's event loop, but for {@link #lookAgain()} and {@link
 * #lookForRepairs()}.
 */
final class DeviceWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceWatch.class);

  private final CloudTrainer trainer;
  private final Context loop;
  private final WorkerExecutor repairWorkers;
  private final DeviceIdentity device;
  private final Listener listener;
  private @Nullable Wanted told;
  private boolean lookingUp;
  private boolean asked;
  private boolean repairsAsked;

  /** Hears what a look-up finds, on the event loop. */
  interface Listener {
    /** The device should run, or upload for, something else than it was told. */
    void changed(Wanted wanted);

    /** The device is to send these again; the next look-up waits until it was told. */
    Future<Void> repairs(Repairs repairs);
  }

  /**
   * What a device should run.
   *
   * @param freeze the freeze state to upload for
   */
  record Wanted(FreezeState freeze, Digest manifest) {
    /**
     * What {@code signed} says, but for the freeze state while a coming shallower one is wanted.
     * The two are read one after the other; a switch between them is looked at again.
     */
    static Wanted of(SignedManifest signed, FreezeState wanted) {
      FreezeState present = signed.manifest().freeze();
      boolean isComing = wanted.epoch() > present.epoch() && wanted.depth() < present.depth();
      return new Wanted(isComing ? wanted : present, signed.digest());
    }
  }

  DeviceWatch(
      CloudTrainer trainer,
      Context loop,
      WorkerExecutor repairWorkers,
      DeviceIdentity device,
      Listener listener) {
    this.trainer = trainer;
    this.loop = loop;
    this.repairWorkers = repairWorkers;
    this.device = device;
    this.listener = listener;
  }

  /** What the device should run now; what differs from it later is reported as a change. */
  Future<Wanted> first() {
    lookingUp = true;
    return findWanted().onSuccess(wanted -> told = wanted).onComplete(ignored -> lookUpDone());
  }

  /** Looks again, since something that concerns the device has changed. Thread-safe. */
  void lookAgain() {
    loop.runOnContext(ignored -> lookUp(false));
  }

  /** Looks again, also for what the device is to send again. Thread-safe. */
  void lookForRepairs() {
    loop.runOnContext(ignored -> lookUp(true));
  }

  private void lookUp(boolean repairsToo) {
    asked = true;
    repairsAsked |= repairsToo;
    if (!lookingUp) {
      begin();
    }
  }

  private void begin() {
    boolean repairsToo = repairsAsked;
    lookingUp = true;
    asked = false;
    repairsAsked = false;
    findWanted()
        .onSuccess(this::compare)
        .compose(wanted -> repairsToo ? findRepairs(wanted) : Future.succeededFuture())
        .onFailure(e -> LOG.warn("look-up failed {} message={}", device, e.getMessage()))
        .onComplete(ignored -> lookUpDone());
  }

  private Future<Wanted> findWanted() {
    return loop.executeBlocking(
        () -> {
          SignedManifest signed =
              trainer.manifestFor(device.task(), device.deviceId(), device.cohort());
          return Wanted.of(signed, trainer.wantedFreeze(device.task()));
        },
        false);
  }

  /** If what is wanted has changed since {@code wanted} was found, the device hears that first. */
  private Future<Void> findRepairs(Wanted wanted) {
    return repairWorkers
        .executeBlocking(() -> trainer.repairs(device.task(), device.deviceId()), false)
        .onSuccess(repairs -> compare(new Wanted(repairs.wanted(), wanted.manifest())))
        .compose(listener::repairs);
  }

  private void compare(Wanted wanted) {
    if (!wanted.equals(told)) {
      told = wanted;
      listener.changed(wanted);
    }
  }

  private void lookUpDone() {
    lookingUp = false;
    if (asked) {
      begin();
    }
  }
}

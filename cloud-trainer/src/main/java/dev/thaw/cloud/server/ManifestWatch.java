package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.SignedManifest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows what one connected device was told to run, and reports when it should run something else.
 * One look-up at a time; a change during one is followed by another, so that the last one wins.
 *
 * <p>Confined to the server's event loop, but for {@link #lookAgain()}.
 */
final class ManifestWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestWatch.class);

  private final CloudTrainer trainer;
  private final Context loop;
  private final DeviceIdentity device;
  private final Consumer<Wanted> changed;
  private @Nullable Wanted told;
  private boolean lookingUp;
  private boolean changedMeanwhile;

  /** What a device should run. */
  record Wanted(FreezeState freeze, Digest manifest) {
    static Wanted of(SignedManifest signed) {
      return new Wanted(signed.manifest().freeze(), signed.digest());
    }
  }

  ManifestWatch(
      CloudTrainer trainer, Context loop, DeviceIdentity device, Consumer<Wanted> changed) {
    this.trainer = trainer;
    this.loop = loop;
    this.device = device;
    this.changed = changed;
  }

  /** What the device should run now; what differs from it later is reported as a change. */
  Future<Wanted> first() {
    lookingUp = true;
    return find().onSuccess(wanted -> told = wanted).onComplete(ignored -> lookUpDone());
  }

  /** Looks again, since something that concerns the device has changed. Thread-safe. */
  void lookAgain() {
    loop.runOnContext(ignored -> lookUp());
  }

  private void lookUp() {
    if (lookingUp) {
      changedMeanwhile = true;
      return;
    }
    lookingUp = true;
    find()
        .onSuccess(this::compare)
        .onFailure(e -> LOG.warn("no manifest {} message={}", device, e.getMessage()))
        .onComplete(ignored -> lookUpDone());
  }

  private Future<Wanted> find() {
    return loop.executeBlocking(
        () -> Wanted.of(trainer.manifestFor(device.task(), device.deviceId(), device.cohort())),
        false);
  }

  private void compare(Wanted wanted) {
    if (!wanted.equals(told)) {
      told = wanted;
      changed.accept(wanted);
    }
  }

  private void lookUpDone() {
    lookingUp = false;
    if (changedMeanwhile) {
      changedMeanwhile = false;
      loop.runOnContext(ignored -> lookUp());
    }
  }
}

package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.Waiting;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.bench.evaluate.data.Variety;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.protocol.SignedManifest;
import java.util.concurrent.locks.LockSupport;

/**
 * An edge runtime behind a link, connected, with the general model. All else on the link is quiet
 * while a transfer is measured. Confined to one thread.
 */
final class LinkedDevice implements AutoCloseable {
  /** Longer than any link's round trip. */
  private static final long QUIET_NANOS = 150_000_000;

  private static final int TRIES = 5;

  /** The device is told of a head by a notice, which comes one way. */
  private static final double NOTICE = 0.5;

  /** The connection's upgrade, hello and welcome, the manifest. */
  private static final int JOINING = 3;

  private final Place place;
  private final Variety variety;
  private final Installs installs;
  private final EdgeRuntime runtime;
  private long corrected;

  LinkedDevice(Place place, Variety variety) {
    this.place = place;
    this.variety = variety;
    this.installs = new Installs(place.tap());
    this.runtime = place.open("pen", installs, config -> config.withBase(place.base()));
    installs.await(place.cloud().manifestOf(runtime.deviceId()).digest());
  }

  /**
   * Uploads that many features: from the asking to the last one's acknowledgement.
   *
   * @throws IllegalStateException if the device keeps sending before it is asked
   */
  Transfer upload(int features) {
    for (int i = 0; i < TRIES; i++) {
      Moment quiet = quiet();
      annotate(features);
      Moment before = Moment.now(place.tap());
      Waiting.get("an upload", runtime.flush());
      Moment after = Moment.now(place.tap());
      if (before.up() == quiet.up()) {
        return before.until(after, 1);
      }
    }
    throw new IllegalStateException("the device sends before it is asked to");
  }

  /** Has a head trained: from its publication to its running here. */
  Transfer pull() {
    SignedManifest old = place.cloud().manifestOf(runtime.deviceId());
    Moment before = quiet();
    Cloud.Published head = place.cloud().publish(runtime.deviceId());
    Moment installed = installs.await(head.manifest().digest());
    double trips = NOTICE + 1 + Cloud.newLayers(old, head.manifest());
    return before.at(head.nanos()).until(installed, trips);
  }

  /** A device that came without a model: from its opening to the running of the whole model. */
  static Transfer join(Place place, String name) {
    Installs installs = new Installs(place.tap());
    Moment before = Moment.now(place.tap());
    try (EdgeRuntime runtime = place.open(name, installs, config -> config)) {
      SignedManifest general = place.cloud().manifestOf(runtime.deviceId());
      Moment installed = installs.await(general.digest());
      return before.until(installed, JOINING + general.manifest().layers().size());
    }
  }

  /** A moment at which nothing has passed for a while: what came before is over. */
  private Moment quiet() {
    Moment last = Moment.now(place.tap());
    while (true) {
      LockSupport.parkNanos(QUIET_NANOS);
      Moment now = Moment.now(place.tap());
      if (now.up() == last.up() && now.down() == last.down()) {
        return now;
      }
      last = now;
    }
  }

  private void annotate(int count) {
    for (int i = 0; i < count; i++) {
      annotate(variety.get(corrected++));
    }
  }

  private void annotate(Sample sample) {
    String label = place.base().task().labels().get(sample.label());
    runtime.annotate(runtime.predict(sample.input()).sample(), label);
  }

  @Override
  public void close() {
    runtime.close();
  }
}

package dev.thaw.cloud;

import dev.thaw.cloud.canary.FallenHead;
import dev.thaw.cloud.canary.FallenHeadListener;
import dev.thaw.cloud.devices.DeviceReport;
import dev.thaw.cloud.erasure.ErasureListener;
import dev.thaw.cloud.features.StoredListener;
import dev.thaw.cloud.freeze.BaseChange;
import dev.thaw.cloud.freeze.FreezeListener;
import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.policy.FreezePolicy;
import dev.thaw.cloud.registry.Release;
import dev.thaw.cloud.training.TrainingListener;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes news on to every listener, and counts runs; a listener that throws harms no other. */
final class Listeners
    implements TrainingListener,
        FreezeListener,
        StoredListener,
        ErasureListener,
        FallenHeadListener {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<CloudListener> all = new CopyOnWriteArrayList<>();
  private long published;
  private long heldBack;
  private double trainingSeconds;

  void add(CloudListener listener) {
    all.add(listener);
  }

  @Override
  public void released(Release release) {
    release.signed().ifPresent(this::manifestChanged);
  }

  @Override
  public void finished(TrainingRun run) {
    count(run);
    each(listener -> listener.trainingFinished(run));
  }

  @Override
  public void changed(
      String task, FreezeState freeze, List<Release> released, List<Scope> dropped) {
    each(listener -> listener.freezeChanged(task, freeze));
    released.forEach(this::released);
    dropped.forEach(scope -> each(listener -> listener.manifestDropped(task, scope)));
  }

  @Override
  public void repairsWanted(String task, FreezeState wanted) {
    each(listener -> listener.repairsWanted(task, wanted));
  }

  @Override
  public void changeEnded(String task, FreezeStatus.Ended ended) {
    each(listener -> listener.changeEnded(task, ended));
  }

  @Override
  public void stored(String task, String deviceId, int count) {
    each(listener -> listener.featuresStored(task, deviceId, count));
  }

  @Override
  public void repaired(String task, String deviceId, int count) {
    each(listener -> listener.samplesRepaired(task, deviceId, count));
  }

  @Override
  public void deviceErased(String task, String device) {
    each(listener -> listener.deviceErased(task, device));
  }

  @Override
  public void withdrawn(String task, Scope scope) {
    each(listener -> listener.manifestDropped(task, scope));
  }

  @Override
  public void fell(FallenHead head, Scope scope, boolean withdrawn) {
    if (withdrawn) {
      withdrawn(head.task(), scope);
    }
    each(listener -> listener.headFell(head, scope, withdrawn));
  }

  void reported(DeviceReport report) {
    each(listener -> listener.deviceReported(report));
  }

  /** Also announces what the scope runs now; a release that is signed is a new version. */
  void rolledBack(String task, Scope scope, long to, Optional<Release> release) {
    release.ifPresentOrElse(
        this::released, () -> each(listener -> listener.manifestDropped(task, scope)));
    Optional<Long> version = release.map(made -> made.version().manifest().version());
    each(listener -> listener.rolledBack(task, scope, to, version));
  }

  void basePublished(BaseChange change) {
    each(listener -> listener.basePublished(change));
  }

  void policyChanged(String task, FreezePolicy policy) {
    each(listener -> listener.policyChanged(task, policy));
  }

  synchronized long published() {
    return published;
  }

  synchronized long heldBack() {
    return heldBack;
  }

  synchronized double trainingSeconds() {
    return trainingSeconds;
  }

  private void manifestChanged(SignedManifest signed) {
    Manifest manifest = signed.manifest();
    each(l -> l.manifestChanged(manifest.task().name(), manifest.scope(), signed));
  }

  private synchronized void count(TrainingRun run) {
    published += run.verdict().published() ? 1 : 0;
    heldBack += run.verdict().published() ? 0 : 1;
    trainingSeconds += run.seconds();
  }

  private void each(Consumer<CloudListener> news) {
    for (CloudListener listener : all) {
      try {
        news.accept(listener);
      } catch (RuntimeException e) {
        LOG.warn("listener {} failed: {}", listener, e.toString(), e);
      }
    }
  }
}

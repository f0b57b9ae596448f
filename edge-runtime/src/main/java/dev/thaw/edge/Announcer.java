package dev.thaw.edge;

import dev.thaw.edge.canary.CanaryReport;
import dev.thaw.edge.install.InstallListener;
import dev.thaw.edge.install.InstalledModel;
import dev.thaw.edge.upload.UploadListener;
import dev.thaw.protocol.SampleId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the app's listener what the parts report, and survives what it throws. Thread-safe. */
final class Announcer implements UploadListener, InstallListener {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final EdgeListener listener;
  private final Clock clock;

  Announcer(EdgeListener listener, Clock clock) {
    this.listener = listener;
    this.clock = clock;
  }

  @Override
  public void stored(List<SampleId> samples) {
    tell(() -> listener.uploaded(samples, clock.instant()));
  }

  @Override
  public void dropped(List<SampleId> samples) {
    tell(() -> listener.refused(samples));
  }

  @Override
  public void installing(Optional<InstalledModel> before, InstalledModel next) {}

  @Override
  public void installed(InstalledModel now) {
    ModelInfo model = ModelInfo.of(now);
    tell(() -> listener.installed(model));
  }

  void fellBack(CanaryReport report) {
    tell(() -> listener.fellBack(report));
  }

  void linkChanged(String state) {
    tell(() -> listener.linkChanged(state));
  }

  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("listener failed", e);
    }
  }
}

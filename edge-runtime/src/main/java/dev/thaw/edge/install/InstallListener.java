package dev.thaw.edge.install;

import java.util.Optional;

/** Hears of a new model; called by the thread that installs. */
public interface InstallListener {
  /** The model is about to be installed: nothing of it is durable or visible yet. */
  void installing(Optional<InstalledModel> before, InstalledModel next);

  /** The model runs. */
  void installed(InstalledModel now);
}

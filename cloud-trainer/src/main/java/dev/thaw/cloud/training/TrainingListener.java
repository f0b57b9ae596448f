package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Release;

/** Is told about training runs after they are durable, on the training thread; returns at once. */
public interface TrainingListener {
  /** A version entered a scope's history; if it is signed, the scope runs it now. */
  void released(Release release);

  /** A run ended. */
  void finished(TrainingRun run);
}

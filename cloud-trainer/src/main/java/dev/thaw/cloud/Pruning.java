package dev.thaw.cloud;

import dev.thaw.cloud.registry.Retention;
import dev.thaw.cloud.training.TrainingRun;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;

/**
 * Prunes a scope's versions when it gets another, held back or not. That takes a millisecond or so
 * on the thread that made it, and nothing waits for the disk.
 */
record Pruning(Retention retention) implements CloudListener {
  @Override
  public void manifestChanged(String task, Scope scope, SignedManifest signed) {
    retention.prune(task, scope);
  }

  @Override
  public void trainingFinished(TrainingRun run) {
    if (run.version().isPresent() && !run.verdict().published()) {
      retention.prune(run.task(), run.scope());
    }
  }
}

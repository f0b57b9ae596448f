package dev.thaw.demo.campaign;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.demo.campaign.Fault.Death;
import dev.thaw.demo.campaign.Fault.DeathAt;
import dev.thaw.demo.campaign.Fault.Trouble;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * What happened so far, and the audits of what the dead left, which run beside the campaign one
 * after the other. Confined to the campaign's thread, but for the audits.
 */
final class Chronicle implements AutoCloseable {
  private final Audits audits;
  private final int planned;
  private final Consumer<String> progress;
  private final Map<Side, Integer> deaths = new EnumMap<>(Side.class);
  private final Map<CrashPoint, Integer> reached = new EnumMap<>(CrashPoint.class);
  private final Map<String, Integer> troubles = new TreeMap<>();
  private final ExecutorService auditor =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "thaw-audit");
            thread.setDaemon(true);
            return thread;
          });
  private CompletableFuture<Void> audited = CompletableFuture.completedFuture(null);
  private int missed;

  Chronicle(Audits audits, int planned, Consumer<String> progress) {
    this.audits = audits;
    this.planned = planned;
    this.progress = progress;
  }

  /**
   * A planned death has come.
   *
   * @param asPlanned whether it did not have to be killed for want of reaching its point
   */
  void died(Death death, boolean asPlanned) {
    deaths.merge(death.side(), 1, Integer::sum);
    if (death instanceof DeathAt at) {
      reached.merge(at.point(), asPlanned ? 1 : 0, Integer::sum);
    }
    missed += asPlanned ? 0 : 1;
    note(
        "%d of %d: %s%s"
            .formatted(count(), planned, death, asPlanned ? "" : ": killed, not reached"));
  }

  void begins(Trouble trouble) {
    troubles.merge(trouble.getClass().getSimpleName(), 1, Integer::sum);
    note(trouble.toString());
  }

  void note(String text) {
    progress.accept(text);
  }

  int count() {
    return deaths.values().stream().mapToInt(Integer::intValue).sum();
  }

  Map<Side, Integer> deaths() {
    return deaths;
  }

  Map<CrashPoint, Integer> reached() {
    return reached;
  }

  Map<String, Integer> troubles() {
    return troubles;
  }

  /** Points that were not reached in time. */
  int missed() {
    return missed;
  }

  int audits() {
    return audits.done();
  }

  /** Takes what a dead side left, before it starts again; what is returned judges it. */
  Runnable audit(Side side) {
    return audits.take(side);
  }

  void later(Runnable audit) {
    audited = audited.thenRunAsync(audit, auditor);
  }

  /** Throws what an audit has found. */
  void requireGood() {
    if (audited.isCompletedExceptionally()) {
      audited.join();
    }
  }

  /** Waits for all audits and throws what they have found. */
  void awaitAudits() {
    audited.join();
  }

  @Override
  public void close() {
    auditor.shutdownNow();
  }
}

package dev.thaw.cloud.statistics;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.model.ModelException;
import dev.thaw.model.closedform.Contributions;
import dev.thaw.model.closedform.Statistics;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statistics of every scope that is fitted in one step, durably: one row for each device and
 * cohort, of up to 2 MB and some 60 bytes for each sample. A row that is damaged, or was made from
 * another start, is made anew from the features. Confined to the training thread.
 */
public final class StatisticsStore {
  private static final Logger LOG = LoggerFactory.getLogger(StatisticsStore.class);

  private static final String COHORT = "cohort";
  private static final String DEVICE = "device";

  /** How the statistics of a scope stand after the last run, which is not committed yet. */
  private record Pending(String task, Scope scope, ScopeStatistics statistics) {}

  /** What becomes of a row. */
  private enum Fate {
    STAYS,
    CHANGED,
    GOES
  }

  private final CloudDatabase database;
  private Optional<Pending> pending = Optional.empty();

  /** Rows of the given database. */
  public StatisticsStore(CloudDatabase database) {
    this.database = database;
  }

  /**
   * The sums over exactly these samples: those that are kept, and what is new. They are kept in
   * their turn when {@link #stage} follows.
   *
   * @throws ModelException if a sample has a value that is not finite
   */
  public Statistics sums(String task, Scope scope, List<Counted> samples, Contributions made) {
    ScopeStatistics statistics =
        kept(task, scope)
            .filter(found -> found.suit(made))
            .filter(found -> found.bring(samples, made))
            .orElseGet(() -> anew(samples, made));
    pending = Optional.of(new Pending(task, scope, statistics));
    return statistics.sums();
  }

  /** Keeps the scope's last sums when {@code changes} are committed, if its last run made any. */
  public void stage(Changes changes, String task, Scope scope) {
    pending
        .filter(last -> last.task().equals(task) && last.scope().equals(scope))
        .ifPresent(
            last -> changes.put(Column.STATISTICS, key(task, scope), last.statistics().toBytes()));
    pending = Optional.empty();
  }

  /** Whether a sample is in any sums that are kept, or may be. */
  public boolean has(String task, String device, SampleId id) {
    boolean[] found = {false};
    each(
        task,
        device,
        (key, row) -> found[0] |= read(row).map(kept -> kept.has(device, id)).orElse(true));
    return found[0];
  }

  /**
   * Takes a sample out of all sums that it is in; drops those from which it cannot be taken.
   * Durable on return.
   */
  public void remove(String task, Counted sample, Contributions made) {
    change(
        task,
        sample.device(),
        kept -> {
          if (!kept.has(sample.device(), sample.id())) {
            return Fate.STAYS;
          }
          boolean removed = kept.suit(made) && kept.remove(sample, made);
          return removed && kept.sums().samples() > 0 ? Fate.CHANGED : Fate.GOES;
        });
  }

  /** Drops all sums that have the sample. Durable on return. */
  public void drop(String task, String device, SampleId id) {
    change(task, device, kept -> kept.has(device, id) ? Fate.GOES : Fate.STAYS);
  }

  /** Drops all sums that have a sample of the device. Durable on return. */
  public void drop(String task, String device) {
    change(task, device, kept -> kept.hasAny(device) ? Fate.GOES : Fate.STAYS);
  }

  /** Drops all sums of the task. Durable on return. */
  public void drop(String task) {
    pending = Optional.empty();
    database.changes().deletePrefix(Column.STATISTICS, Key.of(task).bytes()).commit();
  }

  private void change(String task, String device, Function<ScopeStatistics, Fate> change) {
    pending = Optional.empty();
    Changes changes = database.changes();
    each(
        task,
        device,
        (key, row) -> {
          Optional<ScopeStatistics> kept = read(row);
          Fate fate = kept.map(change).orElse(Fate.GOES);
          if (fate == Fate.GOES) {
            changes.delete(Column.STATISTICS, key);
          } else if (fate == Fate.CHANGED) {
            changes.put(Column.STATISTICS, key, kept.orElseThrow().toBytes());
          }
        });
    if (!changes.isEmpty()) {
      changes.commit();
    }
  }

  /** Shows the rows that can have samples of the device: its own and those of cohorts. */
  private void each(String task, String device, BiConsumer<byte[], byte[]> visitor) {
    byte[] own = key(task, new Scope.OfDevice(device));
    database.get(Column.STATISTICS, own).ifPresent(row -> visitor.accept(own, row));
    database.scan(
        Column.STATISTICS,
        Key.of(task).text(COHORT).bytes(),
        (key, row) -> {
          visitor.accept(key, row);
          return true;
        });
  }

  private Optional<ScopeStatistics> kept(String task, Scope scope) {
    return database.get(Column.STATISTICS, key(task, scope)).flatMap(StatisticsStore::read);
  }

  private static ScopeStatistics anew(List<Counted> samples, Contributions made) {
    ScopeStatistics statistics = ScopeStatistics.empty(made);
    boolean unused = statistics.bring(samples, made);
    return statistics;
  }

  /** Empty if it is damaged. */
  private static Optional<ScopeStatistics> read(byte[] row) {
    try {
      return Optional.of(ScopeStatistics.fromBytes(row));
    } catch (CloudException | ModelException | IllegalArgumentException e) {
      LOG.warn("kept statistics are made anew from the features: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static byte[] key(String task, Scope scope) {
    if (scope instanceof Scope.Cohort cohort) {
      return Key.of(task).text(COHORT).text(cohort.name()).bytes();
    }
    if (scope instanceof Scope.OfDevice device) {
      return Key.of(task).text(DEVICE).text(device.id()).bytes();
    }
    throw new IllegalArgumentException("no statistics are kept of scope " + scope);
  }
}

package dev.thaw.cache;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.cache.rocks.StorageException.Kind;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.TaskSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of {@link ActivationCache} over a {@link RowStore}. What has to go is decided in the
 * {@link Ledger}; rows are read, and the disk is waited for, outside of its lock. Thread-safe.
 */
abstract class IndexedActivationCache implements ActivationCache {
  private static final Logger LOG = LoggerFactory.getLogger(IndexedActivationCache.class);

  private final RowStore store;
  private final CacheLimits limits;
  private final Counters counters = new Counters();
  private final Ledger ledger;
  private final Outbox outbox;

  IndexedActivationCache(RowStore store, CacheLimits limits) {
    this.store = store;
    this.limits = limits;
    this.ledger = new Ledger(store, limits, counters);
    this.outbox = new IndexedOutbox(ledger, store);
  }

  @Override
  public boolean put(Activation activation) {
    counters.put();
    return ledger.change(
        step -> {
          if (step.index().rules().isOutdated(activation)) {
            counters.evicted(EvictionReason.OUTDATED, 1);
            return false;
          }
          return step.put(activation);
        });
  }

  @Override
  public Optional<Activation> deepest(String task, SampleId sample, List<Digest> prefixes) {
    SampleKey key = new SampleKey(task, sample);
    for (Digest prefix : prefixes) {
      if (use(key, prefix)) {
        Optional<Activation> found = read(new RowKey(key, prefix));
        if (found.isPresent()) {
          counters.hit();
          return found;
        }
      }
    }
    counters.miss();
    return Optional.empty();
  }

  @Override
  public boolean annotate(String task, SampleId sample, int label, Instant when) {
    if (label < 0 || label >= TaskSpec.MAX_LABELS) {
      throw new IllegalArgumentException("not a label index: " + label);
    }
    SampleKey key = new SampleKey(task, sample);
    boolean known = ledger.change(step -> annotate(key, label, when, step));
    if (known) {
      store.sync();
      CrashPoint.ANNOTATION_STORED.reach();
    }
    return known;
  }

  @Override
  public boolean isAnnotated(String task, SampleId sample) {
    return ledger.look(
        index -> {
          SampleEntry entry = index.find(new SampleKey(task, sample));
          return entry != null && entry.annotation() != null;
        });
  }

  @Override
  public int retain(String task, Map<Digest, PrefixRule> newRules) {
    ledger.setRules(task, newRules);
    Set<Digest> voided = new HashSet<>();
    int evicted =
        ledger.change(
            step -> {
              int count = 0;
              for (SampleEntry entry : step.index().entries()) {
                if (entry.key().task().equals(task)) {
                  count += judge(entry, step, voided);
                }
              }
              voided.forEach(prefix -> step.deleteGeneration(task, prefix));
              return count + step.makeRoom();
            });
    voided.forEach(prefix -> reclaim(task, prefix));
    return evicted;
  }

  @Override
  public int evictNeverAnnotated() {
    return ledger.change(
        step -> {
          int count = 0;
          for (SampleEntry entry : step.index().entries()) {
            if (entry.annotation() == null && entry.reads() < limits.frequentReads()) {
              count += step.evict(entry, EvictionReason.NEVER_ANNOTATED);
            }
          }
          return count;
        });
  }

  @Override
  public int[][] starts(String task, List<Digest> prefixes) {
    return ledger.look(index -> index.starts(task, prefixes));
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public CacheStats stats() {
    return ledger.look(counters::with);
  }

  @Override
  public void close() {
    store.close();
  }

  /** Reads what is stored; what no longer fits the limits goes. */
  final void load() {
    ledger.look(SampleIndex::samples);
  }

  private static boolean annotate(SampleKey key, int label, Instant when, Step step) {
    SampleEntry entry = step.index().find(key);
    if (entry == null) {
      return false;
    }
    step.enqueue(entry, annotation(entry.annotation(), label, when.truncatedTo(ChronoUnit.MILLIS)));
    step.makeRoom();
    return true;
  }

  private static Annotation annotation(@Nullable Annotation before, int label, Instant when) {
    return before == null
        ? new Annotation(label, when, 0, Annotation.State.PENDING)
        : before.corrected(label, when);
  }

  private static int judge(SampleEntry entry, Step step, Set<Digest> voided) {
    PrefixRules rules = step.index().rules();
    int count = 0;
    for (SampleEntry.Row row : List.copyOf(entry.rows())) {
      if (!rules.isValid(entry.key().task(), row.prefix())) {
        voided.add(row.prefix());
        step.dropRow(entry, row.prefix(), EvictionReason.PREFIX_VOID);
        count++;
      } else if (rules.isOutdated(entry.key().task(), row.prefix(), row.createdAt())) {
        step.evictRow(entry, row.prefix(), EvictionReason.OUTDATED);
        count++;
      }
    }
    return count;
  }

  /** Notes the use of an activation; false if there is none. */
  private boolean use(SampleKey key, Digest prefix) {
    return ledger.look(
        index -> {
          SampleEntry entry = index.find(key);
          if (entry == null || entry.row(prefix) == null) {
            return false;
          }
          index.use(entry);
          return true;
        });
  }

  private Optional<Activation> read(RowKey key) {
    try {
      Optional<Activation> found = store.read(key);
      if (found.isPresent()) {
        return found;
      }
    } catch (StorageException e) {
      if (e.kind() != Kind.CORRUPT) {
        throw e;
      }
      LOG.warn("{}: counted as a miss and deleted", e.getMessage());
    }
    discard(key);
    return Optional.empty();
  }

  /** Deletes a damaged row; one that was evicted just now is unknown here already. */
  private void discard(RowKey key) {
    ledger.change(
        step -> {
          SampleEntry entry = step.index().find(key.sample());
          if (entry != null && entry.row(key.prefix()) != null) {
            step.evictRow(entry, key.prefix(), EvictionReason.CORRUPT);
          }
          return true;
        });
  }

  /** What is not given back now will be when the disk's files are merged anyway. */
  private void reclaim(String task, Digest prefix) {
    try {
      store.reclaim(task, prefix);
    } catch (StorageException e) {
      LOG.warn("disk space of prefix {} not given back yet: {}", prefix, e.getMessage());
    }
  }
}

package dev.thaw.demo.profile;

import dev.thaw.demo.strokes.Bounds;
import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person saved and which models answered: a file of lines, and the end of it in memory.
 * Holds no ink. Saving and relabelling wait for the disk. A damaged line is passed over.
 * Thread-safe.
 */
final class History implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(History.class);
  private static final int MAX_UPDATES = 500;

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Deque<RunningModel> updates = new ArrayDeque<>();
  private final HistoryFile file;
  private @Nullable Instant begun;
  private long saved;

  private History(Path path) {
    this.file = HistoryFile.open(path, text -> replay(path, text));
  }

  /** Opens the history in {@code path}, or begins one. */
  static History open(Path path, Clock clock) {
    History history = new History(path);
    try {
      history.begin(clock.instant());
      return history;
    } catch (RuntimeException e) {
      history.close();
      throw e;
    }
  }

  synchronized Instant since() {
    return begun == null ? Instant.EPOCH : begun;
  }

  /** How many were ever saved. */
  synchronized long saved() {
    return saved;
  }

  /** The latest, oldest first, at most {@link Snapshot#MAX_ENTRIES}. */
  synchronized List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** One of the latest. */
  synchronized Optional<Entry> entry(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Those of the latest that have not left. */
  synchronized List<Entry> waiting() {
    return entries.values().stream().filter(entry -> entry.leftAt().isEmpty()).toList();
  }

  /** How many of each label were ever saved. */
  synchronized Map<String, Integer> counts() {
    return Map.copyOf(counts);
  }

  /** Where the latest {@code max} characters stood, oldest first. */
  synchronized List<Bounds> bounds(int max) {
    return entries.values().stream()
        .skip(Math.max(0, entries.size() - max))
        .map(Entry::bounds)
        .toList();
  }

  /** The models that answered, oldest first. */
  synchronized List<RunningModel> updates() {
    return List.copyOf(updates);
  }

  /** Keeps a new entry; on return it is durable. */
  synchronized void save(Entry entry) {
    record(new HistoryLine.Saved(entry));
  }

  /** Gives an entry another label; on return it is durable. */
  synchronized Entry relabel(String key, String label) {
    record(new HistoryLine.Relabelled(key, label));
    return entry(key).orElseThrow();
  }

  /** Notes that these left, and returns those of which that was not known. */
  synchronized List<Entry> leave(List<SampleId> samples, Instant at) {
    List<Entry> left = new ArrayList<>();
    for (Entry entry : waiting()) {
      if (samples.contains(entry.sample())) {
        note(new HistoryLine.Left(entry.key(), at));
        left.add(entry.withLeftAt(at));
      }
    }
    return left;
  }

  /**
   * Notes which model answers now.
   *
   * @return the model with the time it began to answer, which is as before if it is not another
   */
  synchronized RunningModel answering(RunningModel model) {
    RunningModel last = updates.peekLast();
    if (last != null && last.isSameAs(model)) {
      return last;
    }
    note(new HistoryLine.Answering(model));
    return model;
  }

  @Override
  public synchronized void close() {
    file.close();
  }

  private synchronized void begin(Instant now) {
    if (begun == null) {
      record(new HistoryLine.Begun(now));
    }
  }

  private void record(HistoryLine line) {
    file.append(HistoryJson.write(line), true);
    apply(line);
  }

  /** What can be found out again need not be on the disk. */
  private void note(HistoryLine line) {
    try {
      file.append(HistoryJson.write(line), false);
    } catch (ProfileException e) {
      LOG.warn("not noted: message={}", e.getMessage());
    }
    apply(line);
  }

  private void replay(Path path, String text) {
    try {
      apply(HistoryJson.read(text));
    } catch (IllegalArgumentException e) {
      LOG.warn("damaged line passed over file={} reason={}", path, e.getMessage());
    }
  }

  private void apply(HistoryLine line) {
    if (line instanceof HistoryLine.Begun first) {
      begun = first.at();
    } else if (line instanceof HistoryLine.Saved each) {
      add(each.entry());
    } else if (line instanceof HistoryLine.Relabelled change) {
      replaceLabel(change.key(), change.label());
    } else if (line instanceof HistoryLine.Left left) {
      entries.computeIfPresent(left.key(), (key, entry) -> entry.withLeftAt(left.at()));
    } else if (line instanceof HistoryLine.Answering answering) {
      add(answering.model());
    }
  }

  private void add(Entry entry) {
    entries.put(entry.key(), entry);
    counts.merge(entry.label(), 1, Integer::sum);
    saved++;
    if (entries.size() > Snapshot.MAX_ENTRIES) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  private void replaceLabel(String key, String label) {
    Entry before = entries.get(key);
    if (before != null) {
      entries.put(key, before.withLabel(label));
      counts.merge(before.label(), -1, Integer::sum);
      counts.merge(label, 1, Integer::sum);
    }
  }

  private void add(RunningModel model) {
    updates.addLast(model);
    if (updates.size() > MAX_UPDATES) {
      updates.removeFirst();
    }
  }
}

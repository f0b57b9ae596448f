package dev.thaw.cloud.events;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The last {@value #CAPACITY} events, and the topics that have changed since somebody looked.
 * Thread-safe; nothing here blocks.
 */
public final class EventLog {
  /** How many events are kept. */
  public static final int CAPACITY = 500;

  private final Clock clock;
  private final String start;
  private final Deque<Event> ring = new ArrayDeque<>();
  private final EnumSet<Topic> changed = EnumSet.noneOf(Topic.class);
  private long lastId;
  private volatile Runnable watcher = () -> {};

  /** An empty log that begins now. */
  public EventLog(Clock clock) {
    this.clock = clock;
    this.start = Long.toString(clock.millis(), Character.MAX_RADIX);
  }

  /** What tells this log from that of an earlier or later process: letters and digits. */
  public String start() {
    return start;
  }

  /** Has {@code watcher} run after each new event, on the thread that told it; returns at once. */
  public void watch(Runnable watcher) {
    this.watcher = watcher;
  }

  /** Adds an event. */
  public void tell(News news) {
    add(news);
    watcher.run();
  }

  /** Forgets the events about a device of a task. */
  public synchronized void forget(String task, String device) {
    ring.removeIf(
        event ->
            event.news().task().equals(task)
                && event.news().device().filter(device::equals).isPresent());
  }

  /** Notes that these topics are to be asked for anew. */
  public synchronized void changed(Topic... topics) {
    changed.addAll(List.of(topics));
  }

  /** The topics noted since the last call, each once. */
  public synchronized Set<Topic> takeChanged() {
    Set<Topic> taken = EnumSet.copyOf(changed);
    changed.clear();
    return taken;
  }

  /** The events kept that came after the one with that id, oldest first. */
  public synchronized List<Event> after(long id) {
    if (id >= lastId) {
      return List.of();
    }
    return ring.stream().filter(event -> event.id() > id).toList();
  }

  /** The id of the latest event, 0 if there is none. */
  public synchronized long lastId() {
    return lastId;
  }

  private synchronized void add(News news) {
    if (ring.size() == CAPACITY) {
      ring.removeFirst();
    }
    ring.addLast(new Event(++lastId, clock.instant(), news));
  }
}

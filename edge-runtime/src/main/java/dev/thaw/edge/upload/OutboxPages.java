package dev.thaw.edge.upload;

import dev.thaw.cache.Outbox;
import dev.thaw.cache.Pending;
import java.util.List;
import java.util.stream.Stream;

/**
 * One task's outbox read in order, a page at a time. Thread-safe; shows what is there meanwhile.
 */
record OutboxPages(Outbox outbox, String task) {
  private static final int PAGE = 4_096;

  /** The pending annotations after position {@code after}; read as they are asked for. */
  Stream<Pending> after(long after) {
    return Stream.iterate(page(after), page -> !page.isEmpty(), page -> page(last(page)))
        .flatMap(List::stream);
  }

  /** The position of the last pending annotation; 0 if there is none. */
  long last() {
    return after(0).mapToLong(Pending::sequence).max().orElse(0);
  }

  private List<Pending> page(long after) {
    return outbox.peek(task, after, PAGE);
  }

  private static long last(List<Pending> page) {
    return page.get(page.size() - 1).sequence();
  }
}

package dev.thaw.edge;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers the first requests for one path with a status and {@code Retry-After: 1}, and notes when
 * each came. Asked on one event loop; what it noted may be read by any thread.
 */
final class BusyDoor {
  /** What it asks for, less what a timer may be early by its own clock's coarseness. */
  private static final long PAUSE_NANOS = 990_000_000;

  private final String path;
  private final int status;
  private final List<Long> asked = new CopyOnWriteArrayList<>();
  private int refusals;

  BusyDoor(String path, int status, int refusals) {
    this.path = path;
    this.status = status;
    this.refusals = refusals;
  }

  /** Whether it was for this door to answer. */
  boolean answers(HttpServerRequest request) {
    if (!request.path().endsWith(path)) {
      return false;
    }
    asked.add(System.nanoTime());
    if (refusals == 0) {
      return false;
    }
    refusals--;
    request.response().setStatusCode(status).putHeader("retry-after", "1").end();
    return true;
  }

  /** Requests for the path, refused or not. */
  int requests() {
    return asked.size();
  }

  /** Whether each of the first requests after the first came a pause after the one before. */
  boolean keptThePause(int pauses) {
    for (int i = 1; i <= pauses; i++) {
      if (asked.get(i) - asked.get(i - 1) < PAUSE_NANOS) {
        return false;
      }
    }
    return true;
  }
}

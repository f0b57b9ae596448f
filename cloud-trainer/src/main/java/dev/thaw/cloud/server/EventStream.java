package dev.thaw.cloud.server;

import dev.thaw.cloud.events.Event;
import dev.thaw.cloud.events.EventLog;
import dev.thaw.cloud.events.Topic;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One reader of server-sent events. Nothing waits for a reader but in the log itself, where what it
 * has not read is overtaken some time: one that has fallen behind that far, or has read nothing for
 * a while, is no longer {@link #isReading}. Confined to the server's event loop.
 */
final class EventStream {
  private static final Buffer RETRY = Buffer.buffer("retry: 2000\n\n");
  private static final Buffer COMMENT = Buffer.buffer(": still here\n\n");
  private static final int MOST_FULL_TICKS = 20;

  private final EventLog log;
  private final HttpServerResponse response;
  private final EnumSet<Topic> owed = EnumSet.noneOf(Topic.class);
  private long position;
  private int fullTicks;

  /**
   * A stream that has not begun.
   *
   * @param position the id of the last event that the reader has
   */
  EventStream(EventLog log, HttpServerResponse response, long position) {
    this.log = log;
    this.response = response;
    this.position = position;
  }

  /** Sends the head, and the events that the reader lacks. */
  void begin() {
    response
        .setChunked(true)
        .putHeader("content-type", "text/event-stream; charset=utf-8")
        .putHeader("cache-control", "no-store")
        .putHeader("x-content-type-options", "nosniff")
        .drainHandler(ignored -> send());
    response.write(RETRY);
    send();
  }

  /** Sends the events that the reader lacks, if it reads. */
  void send() {
    List<Event> events = response.writeQueueFull() ? List.of() : log.after(position);
    if (!events.isEmpty()) {
      position = events.get(events.size() - 1).id();
      response.write(EventJson.frames(log, events));
    }
  }

  /** Sends what has changed, also before when the reader did not read. */
  void changed(Set<Topic> topics) {
    owed.addAll(topics);
    if (!owed.isEmpty() && !response.writeQueueFull()) {
      response.write(EventJson.frame(owed));
      owed.clear();
    }
  }

  /** Sends a comment, so that nobody on the way takes the connection for dead. */
  void comment() {
    if (!response.writeQueueFull()) {
      response.write(COMMENT);
    }
  }

  /** Lets time pass. */
  void tick() {
    fullTicks = response.writeQueueFull() ? fullTicks + 1 : 0;
    send();
  }

  boolean isReading() {
    long behind = log.lastId() - position;
    return fullTicks == 0 || (fullTicks <= MOST_FULL_TICKS && behind <= EventLog.CAPACITY);
  }

  void end() {
    response.end();
  }
}

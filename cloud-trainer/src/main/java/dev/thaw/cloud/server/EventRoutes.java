package dev.thaw.cloud.server;

import dev.thaw.cloud.events.Event;
import dev.thaw.cloud.events.EventLog;
import dev.thaw.cloud.web.Answers;
import dev.thaw.cloud.web.WireErrors.Failure;
import dev.thaw.protocol.ErrorCode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What happened lately: live for those who ask for an event stream, else as a list. */
final class EventRoutes {
  private static final int FIRST = 50;
  private static final Pattern ID = Pattern.compile("(?:([0-9a-z]{1,13})-)?([0-9]{1,18})");

  private final EventLog log;
  private final EventReaders readers;

  EventRoutes(EventLog log, EventReaders readers) {
    this.log = log;
    this.readers = readers;
  }

  void mount(Router router) {
    router.get("/v1/admin/events").handler(this::events);
  }

  private void events(RoutingContext ctx) {
    Optional<Long> position = position(ctx);
    String accept = String.valueOf(ctx.request().getHeader("accept"));
    ctx.response().putHeader("vary", "accept");
    if (!accept.toLowerCase(Locale.ROOT).contains("text/event-stream")) {
      List<Event> events = log.after(position.orElse(0L));
      Answers.json(ctx, () -> EventJson.events(log, events));
    } else if (readers.isFull()) {
      String message = EventReaders.MOST + " readers follow the events already; try again later";
      Answers.fail(ctx, 503, new Failure(ErrorCode.BUSY, message));
    } else {
      readers.add(ctx, position.orElseGet(() -> Math.max(0, log.lastId() - FIRST)));
    }
  }

  /** The last event that the reader has, if it says so and it is one of this log. */
  private Optional<Long> position(RoutingContext ctx) {
    Optional<String> asked = Answers.optional(ctx, "after");
    if (asked.isPresent() && !ID.matcher(asked.get()).matches()) {
      throw new IllegalArgumentException("not the id of an event: after=" + asked.get());
    }
    return Optional.ofNullable(ctx.request().getHeader("last-event-id"))
        .or(() -> asked)
        .map(ID::matcher)
        .filter(Matcher::matches)
        .filter(id -> id.group(1) == null || id.group(1).equals(log.start()))
        .map(id -> Long.parseLong(id.group(2)));
  }
}

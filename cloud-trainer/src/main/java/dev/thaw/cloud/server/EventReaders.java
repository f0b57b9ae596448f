package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.events.EventLog;
import dev.thaw.cloud.events.Narrator;
import dev.thaw.cloud.events.Topic;
import dev.thaw.cloud.server.limits.RawConnection;
import dev.thaw.protocol.TaskSpec;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everybody who follows the event log live. Twice a second it tells them which topics have changed,
 * lets go of those who do not read, and has a look at what nobody tells of: the training queue, and
 * how far a change of depth is.
 *
 * <p>Confined to the server's event loop, but for {@link #count()}.
 */
final class EventReaders {
  static final int MOST = 64;
  private static final Logger LOG = LoggerFactory.getLogger(EventReaders.class);
  private static final long TICK_MILLIS = 500;
  private static final int TICKS_PER_COMMENT = 30;

  private final CloudTrainer trainer;
  private final EventLog log;
  private final Narrator narrator;
  private final Context loop;
  private final Map<RoutingContext, EventStream> streams = new LinkedHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean awake = new AtomicBoolean();
  private Glance last = new Glance(0, false);
  private boolean looking;
  private int ticks;

  /** What is only to be found out by asking. */
  private record Glance(int queue, boolean changing) {
    static Glance at(CloudTrainer trainer) {
      List<String> tasks = trainer.tasks().stream().map(TaskSpec::name).toList();
      boolean changing =
          tasks.stream().anyMatch(task -> trainer.freezeStatus(task).change().isPresent());
      return new Glance(trainer.stats().waitingScopes(), changing);
    }
  }

  EventReaders(CloudTrainer trainer, EventLog log, Narrator narrator, Context loop) {
    this.trainer = trainer;
    this.log = log;
    this.narrator = narrator;
    this.loop = loop;
  }

  /** Begins to watch the log and the clock. */
  void start() {
    log.watch(this::wake);
    loop.owner().setPeriodic(TICK_MILLIS, ignored -> tick());
  }

  /** How many there are. Thread-safe. */
  int count() {
    return count.get();
  }

  boolean isFull() {
    return streams.size() >= MOST;
  }

  /** Adds a reader that has the events up to {@code position}. */
  void add(RoutingContext ctx, long position) {
    EventStream stream = new EventStream(log, ctx.response(), position);
    streams.put(ctx, stream);
    count.set(streams.size());
    ctx.response().exceptionHandler(ignored -> remove(ctx)).closeHandler(ignored -> remove(ctx));
    stream.begin();
  }

  /** Ends all streams. */
  void close() {
    each(EventStream::end);
    streams.clear();
    count.set(0);
  }

  private void remove(RoutingContext ctx) {
    streams.remove(ctx);
    count.set(streams.size());
  }

  /** Has the events sent soon; however many come before that, once. Thread-safe. */
  private void wake() {
    if (awake.compareAndSet(false, true)) {
      loop.runOnContext(
          ignored -> {
            awake.set(false);
            each(EventStream::send);
          });
    }
  }

  private void tick() {
    narrator.tick();
    letGo();
    Set<Topic> changed = log.takeChanged();
    each(stream -> stream.changed(changed));
    if (++ticks % TICKS_PER_COMMENT == 0) {
      each(EventStream::comment);
    }
    if (!streams.isEmpty() && !looking) {
      look();
    }
  }

  private void letGo() {
    each(EventStream::tick);
    for (Map.Entry<RoutingContext, EventStream> reader : List.copyOf(streams.entrySet())) {
      if (!reader.getValue().isReading()) {
        cutOff(reader.getKey());
      }
    }
  }

  private void cutOff(RoutingContext ctx) {
    LOG.info("event reader does not read, cut off remote={}", ctx.request().remoteAddress());
    remove(ctx);
    RawConnection.close(ctx.request().connection());
  }

  /** Also if a write finds that its reader is gone. */
  private void each(Consumer<EventStream> news) {
    List.copyOf(streams.values()).forEach(news);
  }

  private void look() {
    looking = true;
    loop.executeBlocking(() -> Glance.at(trainer), false)
        .onSuccess(this::compare)
        .onFailure(e -> LOG.warn("look for changes failed message={}", e.getMessage()))
        .onComplete(ignored -> looking = false);
  }

  private void compare(Glance now) {
    if (now.queue() != last.queue()) {
      log.changed(Topic.STATUS);
    }
    if (now.changing() || last.changing()) {
      log.changed(Topic.FREEZE, Topic.STATUS);
    }
    last = now;
  }
}

package dev.thaw.cloud.server.limits;

import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every connection a place and every request its time: a connection that finds no place, says
 * nothing, or sends a request's head or body too slowly is closed. Confined to the server's event
 * loop.
 */
public final class SlowWriters {
  private static final Logger LOG = LoggerFactory.getLogger(SlowWriters.class);

  private final Limits limits;
  private final Context loop;
  private final Map<HttpConnection, Long> beforeFirstRequest = new WeakHashMap<>();

  public SlowWriters(Limits limits, Context loop) {
    this.limits = limits;
    this.loop = loop;
  }

  /** A connection begins. */
  public void connected(HttpConnection connection) {
    String address = connection.remoteAddress().hostAddress();
    if (!limits.connectionBegins(address)) {
      connection.close();
      return;
    }
    beforeFirstRequest.put(connection, inTime(connection));
    RawConnection.whenClosed(
        connection,
        () -> {
          limits.connectionEnds(address);
          stop(beforeFirstRequest.remove(connection));
        });
  }

  /** A request's head has arrived; its body is to follow in time. */
  public void requested(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    stop(beforeFirstRequest.remove(connection));
    if (!request.isEnded()) {
      long timer = inTime(connection);
      request.end().onComplete(arrived -> stop(timer));
    }
  }

  private long inTime(HttpConnection connection) {
    return loop.owner()
        .setTimer(
            limits.limits().requestTime().toMillis(),
            late -> loop.runOnContext(now -> cutOff(connection)));
  }

  private void cutOff(HttpConnection connection) {
    LOG.info("request too slow, connection closed remote={}", connection.remoteAddress());
    limits.cutOff(Limits.Kind.SLOW_WRITERS);
    RawConnection.close(connection);
  }

  private void stop(@Nullable Long timer) {
    if (timer != null) {
      loop.owner().cancelTimer(timer);
    }
  }
}

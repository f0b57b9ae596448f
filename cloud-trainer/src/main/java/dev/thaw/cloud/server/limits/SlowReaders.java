package dev.thaw.cloud.server.limits;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every answer its time: a connection that does not take what it asked for is closed. The
 * time is that of a request, and a second more for every 64 KiB, so that a slow network is no
 * fault. Confined to the server's event loop.
 */
public final class SlowReaders {
  private static final Logger LOG = LoggerFactory.getLogger(SlowReaders.class);
  private static final long LEAST_BYTES_A_SECOND = 64 << 10;

  private final Limits limits;
  private final Vertx vertx;

  public SlowReaders(Limits limits, Vertx vertx) {
    this.limits = limits;
    this.vertx = vertx;
  }

  /**
   * An answer was given.
   *
   * @param bytes of its body
   * @param taken completes when the last of it is on its way
   */
  public void answered(HttpServerRequest request, long bytes, Future<Void> taken) {
    if (!taken.isComplete()) {
      Duration time =
          limits.limits().requestTime().plus(Duration.ofSeconds(bytes / LEAST_BYTES_A_SECOND));
      long timer = vertx.setTimer(time.toMillis(), late -> cutOff(request));
      taken.onComplete(done -> vertx.cancelTimer(timer));
    }
  }

  private void cutOff(HttpServerRequest request) {
    if (request.response().closed()) {
      return; // another answer was too slow already
    }
    LOG.info("answer not read, connection closed remote={}", request.remoteAddress());
    limits.cutOff(Limits.Kind.SLOW_READERS);
    RawConnection.close(request.connection());
  }
}

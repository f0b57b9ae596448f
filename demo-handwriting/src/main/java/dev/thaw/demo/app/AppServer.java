package dev.thaw.demo.app;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.tls.ListenerTls;
import dev.thaw.cloud.tls.TlsFiles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing page's server. Network work happens on one event loop; what profiles do, on workers.
 * Thread-safe; closes what it opened, neither the Vert.x nor the profiles it was given.
 */
public final class AppServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AppServer.class);
  private static final int WORKERS = 8;
  private static final int SILENT_SECONDS = 60;
  private static final long PING_MILLIS = 20_000;
  private static final int CLOSING_SECONDS = 2;
  private static final int PATIENCE_SECONDS = 20;

  /** One character of the most points takes a quarter of it. */
  private static final int MOST_MESSAGE_BYTES = 4 << 20;

  private final AppConfig config;
  private final Vertx vertx;
  private final Context loop;
  private final WorkerExecutor workers;
  private final SessionDoor door;
  private final Optional<ListenerTls> tls;
  private final HttpServer http;
  private long pings;

  /**
   * Listens; returns when the page can be loaded.
   *
   * @throws DemoException if the address cannot be listened on, naming it, or the TLS files cannot
   *     be used
   */
  public static AppServer start(AppConfig config, Vertx vertx) {
    AppServer server = new AppServer(config, vertx);
    try {
      server.listen();
    } catch (RuntimeException e) {
      server.workers.close();
      throw e;
    }
    LOG.info("listening url={}", server.url());
    return server;
  }

  private AppServer(AppConfig config, Vertx vertx) {
    this.config = config;
    this.tls = config.tls().map(AppServer::tls);
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.workers = vertx.createSharedWorkerExecutor("thaw-app", WORKERS);
    this.door = new SessionDoor(loop, workers, config);
    this.http =
        vertx
            .createHttpServer(options())
            .requestHandler(new PageRoutes(workers, config.profiles()).router(vertx))
            .webSocketHandshakeHandler(door::knock);
  }

  /** The port listened on. */
  public int port() {
    return http.actualPort();
  }

  /** Where browsers on this host find the page, for example {@code http://127.0.0.1:7080}. */
  public String url() {
    String host = config.host();
    String scheme = tls.isPresent() ? "https://" : "http://";
    return scheme + (host.contains(":") ? '[' + host + ']' : host) + ':' + port();
  }

  /** Says good-bye to all pages, finishes what they were promised, stops. */
  @Override
  public void close() {
    vertx.cancelTimer(pings);
    waitFor("sessions", door::close);
    waitFor("requests", () -> http.shutdown(1, TimeUnit.SECONDS));
    waitFor("workers", workers::close);
    LOG.info("stopped");
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setReadIdleTimeout(SILENT_SECONDS)
            .setMaxWebSocketFrameSize(MOST_MESSAGE_BYTES)
            .setMaxWebSocketMessageSize(MOST_MESSAGE_BYTES)
            .setWebSocketClosingTimeout(CLOSING_SECONDS)
            .setPerMessageWebSocketCompressionSupported(false) // what is small could unpack to much
            .setPerFrameWebSocketCompressionSupported(false)
            .setRegisterWebSocketWriteHandlers(false);
    return tls.map(listener -> listener.apply(options)).orElse(options);
  }

  private static ListenerTls tls(TlsFiles files) {
    try {
      return ListenerTls.open(files, Clock.systemUTC());
    } catch (CloudException e) {
      throw new DemoException(String.valueOf(e.getMessage()), e);
    }
  }

  private void listen() {
    try {
      get(http::listen);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new DemoException(
          "cannot listen on %s:%d: %s. Is another demo running? --port picks another port."
              .formatted(config.host(), config.port(), cause.getMessage()),
          cause);
    }
    tls.ifPresent(listener -> listener.watch(vertx, http));
    pings = vertx.setPeriodic(PING_MILLIS, ignored -> loop.runOnContext(now -> door.ping()));
  }

  private void waitFor(String what, Supplier<Future<Void>> work) {
    try {
      get(work);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("closing: gave up waiting for {} message={}", what, e.toString(), e);
    }
  }

  /** Starts {@code work} on the event loop and waits for what comes of it. */
  private <T> T get(Supplier<Future<T>> work) throws ExecutionException, TimeoutException {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(ignored -> work.get().onComplete(promise));
    try {
      return promise
          .future()
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted");
    }
  }
}

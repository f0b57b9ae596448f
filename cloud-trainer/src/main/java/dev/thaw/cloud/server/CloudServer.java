package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.access.Access;
import dev.thaw.cloud.events.EventLog;
import dev.thaw.cloud.events.Narrator;
import dev.thaw.cloud.server.access.AccessControl;
import dev.thaw.cloud.server.limits.Limits;
import dev.thaw.cloud.server.limits.SlowReaders;
import dev.thaw.cloud.server.limits.SlowWriters;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.tls.ListenerTls;
import dev.thaw.cloud.web.Answers;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.codec.FrameCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cloud's composition root: one HTTP server over one {@link CloudTrainer}, which stays the
 * caller's to close, after this. All network work happens on one event loop; what blocks runs on
 * Vert.x workers; commits and training on the trainer's own threads. Thread-safe.
 */
public final class CloudServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloudServer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CLOSING_SECONDS = 1;
  private static final int MAX_FIRST_LINE = 4_096;

  /** A thousand devices that come back at once find a place in line. */
  private static final int BACKLOG = 4_096;

  /** Devices come back spread over this time, after as much again. */
  private static final long COME_BACK_MILLIS = 2_000;

  /** Few: what all devices are to repair is looked up at the same time, and reads storage. */
  private static final int REPAIR_WORKERS = 2;

  private final ServerConfig config;
  private final Vertx vertx;
  private final Context loop;
  private final TrafficMeter traffic = new TrafficMeter();
  private final EventLog events = new EventLog(Clock.systemUTC());
  private final Narrator narrator = new Narrator(events, Clock.systemUTC());
  private final ConnectedDevices devices = new ConnectedDevices(narrator);
  private final RepairFigures repairs;
  private final CloudMetrics metrics;
  private final EventReaders readers;
  private final Limits limits;
  private final SlowWriters slowWriters;
  private final Intake intake;
  private final Optional<ListenerTls> tls;
  private final Router router;
  private final HttpServer http;

  /**
   * Wires and listens; returns when requests are answered.
   *
   * @throws CloudException {@code CONFLICT} if the address cannot be listened on, naming it; {@code
   *     BAD_REQUEST} if the TLS files cannot be used
   */
  public static CloudServer start(ServerConfig config, CloudTrainer trainer) {
    if (config.authenticated()) {
      AccessControl.prepare(trainer);
    }
    CloudServer server = new CloudServer(config, trainer);
    trainer.addListener(server.devices);
    server.watch(trainer.access());
    trainer.addListener(server.metrics);
    trainer.addListener(server.narrator);
    try {
      server.listen();
    } catch (RuntimeException e) {
      server.release();
      throw e;
    }
    LOG.info(
        "listening url={} window={} maxFrameBytes={} keepAlive={}",
        server.url(),
        config.window(),
        config.maxFrameBytes(),
        config.keepAlive());
    return server;
  }

  /** A directory for files that nobody asks for would stay behind when the process is killed. */
  private static FileSystemOptions withoutTemporaryFiles() {
    return new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
  }

  private CloudServer(ServerConfig config, CloudTrainer trainer) {
    this.config = config;
    this.tls = config.tls().map(files -> ListenerTls.open(files, Clock.systemUTC()));
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(withoutTemporaryFiles()));
    this.loop = vertx.getOrCreateContext();
    this.repairs = new RepairFigures(trainer);
    this.metrics = new CloudMetrics(trainer, traffic, devices, repairs);
    this.readers = new EventReaders(trainer, events, narrator, loop);
    metrics.watch(readers);
    tls.ifPresent(metrics::watch);
    this.limits = new Limits(config.limits());
    this.slowWriters = new SlowWriters(limits, loop);
    metrics.watch(limits);
    this.intake =
        new Intake(
            trainer,
            new FrameCodec(config.maxFrameBytes()),
            traffic,
            metrics.ingestLatency(),
            limits,
            config.window(),
            loop);
    this.router = router(trainer);
    this.http =
        vertx
            .createHttpServer(options())
            .connectionHandler(slowWriters::connected)
            .requestHandler(this::answer);
  }

  /** The port listened on. */
  public int port() {
    return http.actualPort();
  }

  /** Where clients find this server, for example {@code http://127.0.0.1:7070}. */
  public String url() {
    return (tls.isPresent() ? "https://" : "http://") + bracketed(config.host()) + ':' + port();
  }

  /** What crossed the wire since the start. */
  public Traffic traffic() {
    return traffic.snapshot();
  }

  /** How many devices are connected by WebSocket. */
  public int connections() {
    return devices.count();
  }

  /**
   * Takes no batch more, answers those under way, says good-bye to the devices, stops. Blocks for
   * at most a little over the configured time. Closing twice does nothing.
   */
  @Override
  public void close() {
    if (intake.isDraining()) {
      return;
    }
    waitFor("commits under way", intake.drain(), config.closeTimeout());
    devices.all().forEach(session -> loop.runOnContext(ignored -> session.goAway(comeBackAfter())));
    loop.runOnContext(ignored -> readers.close());
    waitFor("requests under way", later(http.shutdown(1, TimeUnit.SECONDS)), PATIENCE);
    release();
    LOG.info("stopped");
  }

  /** How many readers follow the events. */
  int readers() {
    return readers.count();
  }

  /** The event log, for tests that need many events. */
  EventLog events() {
    return events;
  }

  /** The routes, for the test that compares them with their description. */
  Router router() {
    return router;
  }

  private void answer(HttpServerRequest request) {
    slowWriters.requested(request);
    router.handle(request);
  }

  private Router router(CloudTrainer trainer) {
    Router routes = Router.router(vertx);
    SlowReaders slowReaders = new SlowReaders(limits, vertx);
    routes
        .route()
        .handler(
            ctx -> {
              Answers.watch(ctx, slowReaders::answered);
              ctx.next();
            });
    BodyHandler body = BodyHandler.create(false).setBodyLimit(config.maxFrameBytes());
    WorkerExecutor repairWorkers = vertx.createSharedWorkerExecutor("thaw-repairs", REPAIR_WORKERS);
    new AccessControl(config.authenticated(), trainer, narrator, body, limits).mount(routes);
    new StreamRoute(trainer, intake, devices, loop, repairWorkers, limits, config.maxFrameBytes())
        .mount(routes);
    new FeatureRoutes(trainer, intake, traffic, body).mount(routes);
    new RepairRoutes(trainer, intake, body, config.maxFrameBytes()).mount(routes);
    new StatusRoute(trainer, intake, body).mount(routes);
    new DeviceRoutes(trainer, traffic).mount(routes);
    new AdminRoutes(trainer, devices, traffic, body, tls).mount(routes);
    new FreezeRoutes(trainer, devices, repairs, body).mount(routes);
    new BaseRoutes(trainer).mount(routes);
    new KeyRoutes(trainer, traffic, body).mount(routes);
    new RollbackRoute(trainer, body).mount(routes);
    new ErasureRoutes(trainer, body).mount(routes);
    new EventRoutes(events, readers).mount(routes);
    new HealthRoutes(trainer, intake, metrics).mount(routes);
    new PageRoutes().mount(routes);
    for (int status : new int[] {400, 404, 405, 413, 500}) {
      routes.errorHandler(status, Answers::fail);
    }
    return routes;
  }

  /** Whoever is let in no more loses what is open. */
  private void watch(Access access) {
    access
        .devices()
        .onRevoked(
            id -> loop.runOnContext(ignored -> devices.of(id).forEach(DeviceSession::revoke)));
    access.operators().onRemoved(() -> loop.runOnContext(ignored -> readers.close()));
  }

  private HttpServerOptions options() {
    // Twice the limit reaches the session, so that the device is told before it is cut off.
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setMaxWebSocketFrameSize(2 * config.maxFrameBytes())
            .setMaxWebSocketMessageSize(2 * config.maxFrameBytes())
            .setHttp2ClearTextEnabled(false) // else nobody hears of a connection before its request
            .setMaxHeaderSize(config.limits().headerBytes())
            .setMaxInitialLineLength(MAX_FIRST_LINE)
            .setAcceptBacklog(BACKLOG)
            .setWebSocketClosingTimeout(CLOSING_SECONDS)
            .setPerMessageWebSocketCompressionSupported(false) // what is small could unpack to much
            .setPerFrameWebSocketCompressionSupported(false)
            .setRegisterWebSocketWriteHandlers(false);
    return tls.map(listener -> listener.apply(options)).orElse(options);
  }

  private void listen() {
    CompletableFuture<HttpServer> listening = new CompletableFuture<>();
    loop.runOnContext(
        ignored ->
            http.listen()
                .onSuccess(listening::complete)
                .onFailure(listening::completeExceptionally));
    try {
      listening.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw cannotListen(cause(e).getMessage(), cause(e));
    } catch (TimeoutException e) {
      throw cannotListen("no answer from the system", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cannotListen("interrupted", e);
    }
    readers.start();
    tls.ifPresent(listener -> listener.watch(vertx, http));
    vertx.setPeriodic(
        config.keepAlive().toMillis(),
        ignored -> devices.all().forEach(session -> loop.runOnContext(v -> session.tick())));
  }

  private CloudException cannotListen(@Nullable String why, Throwable cause) {
    return new CloudException(
        ErrorCode.CONFLICT,
        "cannot listen on " + bracketed(config.host()) + ':' + config.port() + ": " + why,
        cause);
  }

  private static long comeBackAfter() {
    return COME_BACK_MILLIS + ThreadLocalRandom.current().nextLong(COME_BACK_MILLIS);
  }

  private void release() {
    waitFor("the event loop", later(vertx.close()), PATIENCE);
    metrics.close();
  }

  private static CompletableFuture<Void> later(Future<Void> future) {
    return future.toCompletionStage().toCompletableFuture();
  }

  private static void waitFor(String what, CompletableFuture<Void> done, Duration atMost) {
    try {
      done.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      LOG.warn("closing: {} failed message={}", what, cause(e).getMessage());
    } catch (TimeoutException e) {
      LOG.warn("closing: gave up waiting for {} after={}", what, atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Throwable cause(ExecutionException e) {
    return e.getCause() == null ? e : e.getCause();
  }

  private static String bracketed(String host) {
    return host.contains(":") ? '[' + host + ']' : host;
  }
}

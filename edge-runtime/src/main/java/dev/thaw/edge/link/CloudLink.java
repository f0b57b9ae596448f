package dev.thaw.edge.link;

import dev.thaw.edge.device.EdgeException;
import dev.thaw.edge.gate.Gate;
import dev.thaw.edge.install.ModelShelf;
import dev.thaw.edge.install.PullOutcome;
import dev.thaw.edge.upload.Next;
import dev.thaw.edge.upload.OutgoingBatch;
import dev.thaw.edge.upload.Uploader;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device's link to the cloud: a dispatcher over one {@link LinkState}. Public methods are
 * thread-safe; everything else runs on the link's own Vert.x context.
 */
public final class CloudLink {
  private static final Logger LOG = LoggerFactory.getLogger(CloudLink.class);
  private static final int INITIAL_FRAME_LIMIT = 256 << 10;
  private static final int LEAST_FRAME_LIMIT = 4 << 10;

  private final Vertx vertx;
  private final Context context;
  private final LinkParts parts;
  private final SocketCloud sockets;
  private final AskedPause askedPause = new AskedPause(System::nanoTime);
  private final Admission admission;
  private final RestCloud rest;
  private final Puller puller;
  private final Backoff backoff;
  private LinkState state;
  private int webSocketFailures;
  private int maxFrameBytes = INITIAL_FRAME_LIMIT;
  private volatile String deployment = "";

  private CloudLink(Vertx vertx, Context context, LinkParts parts) {
    this.vertx = vertx;
    this.context = context;
    this.parts = parts;
    LinkTimings timings = parts.settings().timings();
    this.sockets = new SocketCloud(vertx, parts.settings(), parts.traffic());
    Http http = new Http(vertx, parts.settings(), askedPause);
    this.admission = new Admission(sessions(http), System::nanoTime);
    this.rest = new RestCloud(http, admission, parts.settings(), parts.traffic());
    this.puller = new Puller(this, rest, parts.installer());
    this.backoff =
        new Backoff(timings.backoffMin(), timings.backoffMax(), parts.settings().jitter());
    this.state = Offline.initial(this);
  }

  private SessionOpener sessions(Http http) {
    AccessCalls calls = new AccessCalls(http, parts.traffic(), parts.identity());
    return new SessionOpener(calls, parts.identity(), this::blocking);
  }

  /** Starts a link on a context of its own; it tries to connect at once. */
  public static CompletableFuture<CloudLink> start(Vertx vertx, LinkParts parts) {
    Promise<CloudLink> started = Promise.promise();
    return vertx
        .deployVerticle(
            context -> {
              CloudLink link = new CloudLink(vertx, context, parts);
              started.complete(link);
              link.begin();
              return Future.succeededFuture();
            })
        .compose(id -> started.future().map(link -> link.deployedAs(id)))
        .toCompletionStage()
        .toCompletableFuture();
  }

  /** Something may be waiting to be sent. */
  public void wake() {
    context.runOnContext(now -> state.wake());
  }

  /** Somebody waits for it: do not sit out a backoff. */
  public void demand() {
    context.runOnContext(now -> state.demand());
  }

  /** There is news about how the device is doing: tells the cloud, where there is a way to. */
  public void report() {
    context.runOnContext(now -> state.report());
  }

  /** Asks for the manifest now, installs what it describes, and reports; never fails. */
  public CompletableFuture<PullOutcome> sync() {
    CompletableFuture<PullOutcome> outcome = new CompletableFuture<>();
    context.runOnContext(
        now ->
            puller
                .pull()
                .onSuccess(pulled -> state.report())
                .onComplete(outcome::complete, outcome::completeExceptionally));
    return outcome;
  }

  /**
   * Disconnects for good, and waits for what the worker is doing; nothing of the link runs after
   * the future completes.
   */
  public CompletableFuture<Void> close() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    context.runOnContext(
        now -> {
          transitionTo(new Closed(this));
          context
              .executeBlocking(() -> true, true)
              .compose(workerIsIdle -> vertx.undeploy(deployment))
              .onComplete(done -> closed.complete(null), closed::completeExceptionally);
        });
    return closed;
  }

  private CloudLink deployedAs(String id) {
    deployment = id;
    return this;
  }

  private void begin() {
    vertx.setPeriodic(parts.settings().flushInterval().toMillis(), tick -> state.wake());
    state.enter();
  }

  // What states use, on the context.

  void transitionTo(LinkState next) {
    if (isClosed()) {
      return;
    }
    LinkState before = state;
    state = next;
    parts.journal().entered(next.describe());
    LOG.debug("link device={} state={}", parts.settings().deviceId(), next.describe());
    before.exit();
    next.enter();
  }

  boolean isClosed() {
    return state instanceof Closed;
  }

  boolean isCurrent(LinkState asking) {
    return state == asking;
  }

  Vertx vertx() {
    return vertx;
  }

  Gate gate() {
    return parts.gate();
  }

  /** Whether the gate is shut; if so the link is offline now, and no flush waits for it to open. */
  boolean isShut() {
    Optional<String> objection = parts.gate().objection();
    objection.ifPresent(
        reason -> {
          giveUpFlushes();
          transitionTo(Offline.gated(this, reason));
        });
    return objection.isPresent();
  }

  LinkTimings timings() {
    return parts.settings().timings();
  }

  Backoff backoff() {
    return backoff;
  }

  AskedPause askedPause() {
    return askedPause;
  }

  /** How long to wait after a failure: the next backoff, after what the cloud asked for. */
  Duration pause() {
    return askedPause.remaining().plus(backoff.next());
  }

  Admission admission() {
    return admission;
  }

  RestCloud rest() {
    return rest;
  }

  String task() {
    return parts.settings().task();
  }

  SocketCloud sockets() {
    return sockets;
  }

  Message hello() {
    LinkSettings settings = parts.settings();
    return new Message.Hello(
        settings.deviceId(),
        settings.task(),
        settings.cohort().get(),
        currentManifest(),
        parts.status().get());
  }

  Message.Status status() {
    return new Message.Status(currentManifest(), parts.status().get());
  }

  Optional<Digest> currentManifest() {
    return parts.shelf().tryLease().flatMap(CloudLink::manifestOf);
  }

  /**
   * What follows when no WebSocket came of an attempt: another one, or REST after so many. A cloud
   * that asks for a pause is there, and not asked by another way.
   */
  LinkState withoutWebSocket(String reason) {
    boolean asked = !askedPause.remaining().isZero();
    webSocketFailures += asked ? 0 : 1;
    if (asked || webSocketFailures < timings().restAfterFailures()) {
      return Offline.backingOff(this, reason);
    }
    failed(reason);
    return new RestFallback(this, reason);
  }

  void connected() {
    webSocketFailures = 0;
    connectedByRest();
    rewind();
  }

  void connectedByRest() {
    backoff.reset();
  }

  void failed(String reason) {
    parts.journal().failed(reason);
    LOG.info(
        "link device={} cloud={} reason={}",
        parts.settings().deviceId(),
        parts.settings().cloud(),
        reason);
  }

  void limitFrames(int bytes) {
    maxFrameBytes = Math.max(LEAST_FRAME_LIMIT, bytes);
  }

  void giveUpFlushes() {
    parts.uploader().giveUpFlushes();
  }

  Future<PullOutcome> pull() {
    return puller.pull();
  }

  void pulled(PullOutcome outcome) {
    if (outcome instanceof PullOutcome.Installed) {
      state.installed();
    } else if (outcome instanceof PullOutcome.Rejected rejected) {
      parts.journal().rejected();
      failed("rejected: " + rejected.reason());
    } else if (outcome instanceof PullOutcome.Unreachable unreachable) {
      failed("pull: " + unreachable.reason());
    }
  }

  // What is handed to the worker: one at a time, in order.

  <T> Future<T> blocking(Callable<T> work) {
    return isClosed()
        ? Future.failedFuture(new EdgeException("the runtime is closed"))
        : context.executeBlocking(work, true);
  }

  Future<Next> nextBatch() {
    int limit = maxFrameBytes;
    return blocking(() -> parts.uploader().next(limit));
  }

  Future<Boolean> settle(OutgoingBatch batch, Message.BatchAck ack) {
    return blocking(() -> parts.uploader().settle(batch, ack));
  }

  Future<Boolean> drop(OutgoingBatch batch, String reason) {
    return tell(uploader -> uploader.drop(batch, reason));
  }

  void want(FreezeState freeze) {
    tell(uploader -> uploader.want(freeze)).onFailure(cause -> failed(Reasons.of(cause)));
  }

  /** Takes up what is to be sent again. */
  Future<Boolean> repair(Message.Repair repair) {
    return tell(uploader -> uploader.repair(repair));
  }

  void rewind() {
    tell(Uploader::rewind).onFailure(cause -> failed(Reasons.of(cause)));
  }

  private Future<Boolean> tell(Consumer<Uploader> what) {
    return blocking(
        () -> {
          what.accept(parts.uploader());
          return true;
        });
  }

  private static Optional<Digest> manifestOf(ModelShelf.Lease lease) {
    try (lease) {
      return lease.get().manifestDigest();
    }
  }
}

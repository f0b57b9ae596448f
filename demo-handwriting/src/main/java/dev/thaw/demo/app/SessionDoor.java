package dev.thaw.demo.app;

import dev.thaw.demo.profile.ProfileException;
import dev.thaw.demo.profile.Profiles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where pages come in: decides which WebSockets may open, and gives each its session. Confined to
 * the server's event loop.
 */
final class SessionDoor {
  private static final Logger LOG = LoggerFactory.getLogger(SessionDoor.class);
  private static final String PATH = "/session";

  private final Context loop;
  private final WorkerExecutor workers;
  private final AppConfig config;
  private final Set<Session> sessions = new HashSet<>();
  private final Set<Future<?>> entering = new HashSet<>();
  private boolean closing;

  SessionDoor(Context loop, WorkerExecutor workers, AppConfig config) {
    this.loop = loop;
    this.workers = workers;
    this.config = config;
  }

  /** Opens a session for who may have one, as soon as there can be sessions. */
  void knock(ServerWebSocketHandshake asking) {
    int refusal = refusal(asking);
    if (refusal != 0) {
      refuse(asking, refusal);
      return;
    }
    config.ready().onSuccess(done -> loop.runOnContext(ignored -> admit(asking)));
  }

  /** Pings every page. */
  void ping() {
    sessions.forEach(session -> session.channel().ping());
  }

  /** Lets nobody in any more, says good-bye to all; completes when all sessions are over. */
  Future<Void> close() {
    closing = true;
    List<Future<?>> ended = new ArrayList<>(entering);
    for (Session session : List.copyOf(sessions)) {
      ended.add(session.ended());
      session.channel().close(PageChannel.GOING_AWAY, "the server stops");
    }
    return Future.join(ended).mapEmpty();
  }

  private int refusal(ServerWebSocketHandshake asking) {
    if (closing) {
      return 503;
    }
    if (!PATH.equals(asking.path())) {
      return 404;
    }
    return isOwnOrigin(asking) ? 0 : 403;
  }

  private void admit(ServerWebSocketHandshake asking) {
    if (closing) {
      refuse(asking, 503);
      return;
    }
    Future<Optional<Profiles.Lease>> lease = lease(asking.headers());
    entering.add(lease);
    lease
        .onComplete(done -> entering.remove(lease))
        .onSuccess(got -> got.ifPresentOrElse(l -> accept(asking, l), () -> refuse(asking, 401)))
        .onFailure(failure -> cannotOpen(asking, failure));
  }

  private Future<Optional<Profiles.Lease>> lease(MultiMap headers) {
    List<String> tokens = ProfileCookie.tokens(headers);
    return workers.executeBlocking(
        () ->
            tokens.stream()
                .filter(config.profiles()::knows)
                .findFirst()
                .flatMap(config.profiles()::lease),
        false);
  }

  private void accept(ServerWebSocketHandshake asking, Profiles.Lease lease) {
    if (closing) {
      release(lease);
      refuse(asking, 503);
      return;
    }
    accept(asking).onSuccess(socket -> open(socket, lease)).onFailure(gone -> release(lease));
  }

  /** Fails if the page has left meanwhile; then Vert.x throws. */
  private static Future<ServerWebSocket> accept(ServerWebSocketHandshake asking) {
    return Future.succeededFuture(asking).compose(ServerWebSocketHandshake::accept);
  }

  private void open(ServerWebSocket socket, Profiles.Lease lease) {
    String peer = "device=" + lease.profile().deviceId() + " remote=" + socket.remoteAddress();
    PageChannel channel = new PageChannel(socket, peer);
    Told told = new Told(loop, channel::send);
    Session session = new Session(channel, workers, lease, told);
    sessions.add(session);
    session.ended().onComplete(over -> sessions.remove(session));
    boolean local = isLoopback(socket.remoteAddress());
    session.open(profile -> PageMessages.state(profile.snapshot(), config.operator(), local));
  }

  private void release(Profiles.Lease lease) {
    workers.executeBlocking(
        () -> {
          lease.close();
          return lease;
        },
        false);
  }

  /** Browsers do not tell pages why a WebSocket was refused, so this one is told inside. */
  private void cannotOpen(ServerWebSocketHandshake asking, Throwable failure) {
    LOG.warn(
        "profile cannot be opened remote={} message={}",
        asking.remoteAddress(),
        failure.toString(),
        failure);
    accept(asking)
        .onSuccess(
            socket -> {
              PageChannel channel = new PageChannel(socket, "remote=" + socket.remoteAddress());
              channel.send(PageMessages.problem(0, sentence(failure)));
              channel.close(PageChannel.FAILED, "no profile");
            });
  }

  private static String sentence(Throwable failure) {
    return failure instanceof ProfileException
        ? String.valueOf(failure.getMessage())
        : "Your profile cannot be opened. Reload the page.";
  }

  private static void refuse(ServerWebSocketHandshake asking, int status) {
    LOG.info("session refused remote={} status={}", asking.remoteAddress(), status);
    Future.succeededFuture(status).compose(asking::reject);
  }

  /**
   * Browsers let any page open a WebSocket anywhere, and tell which page it was. Over TLS a page
   * that came without is not this server's.
   */
  private static boolean isOwnOrigin(ServerWebSocketHandshake asking) {
    String origin = asking.headers().get("origin");
    return origin == null
        || (authority(origin).equals(Optional.ofNullable(asking.headers().get("host")))
            && !(asking.isSsl() && origin.startsWith("http:")));
  }

  private static Optional<String> authority(String origin) {
    try {
      return Optional.of(String.valueOf(URI.create(origin).getRawAuthority()));
    } catch (IllegalArgumentException e) {
      return Optional.of("");
    }
  }

  private static boolean isLoopback(SocketAddress address) {
    String host = address.hostAddress();
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}

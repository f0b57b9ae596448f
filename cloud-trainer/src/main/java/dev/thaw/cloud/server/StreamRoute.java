package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.access.Caller;
import dev.thaw.cloud.server.limits.Limits;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;

/** Where devices connect: upgrades {@code /v1/stream} to a WebSocket and gives it a session. */
final class StreamRoute {
  private final CloudTrainer trainer;
  private final Intake intake;
  private final ConnectedDevices devices;
  private final Context loop;
  private final WorkerExecutor repairWorkers;
  private final Limits limits;
  private final int maxFrameBytes;

  StreamRoute(
      CloudTrainer trainer,
      Intake intake,
      ConnectedDevices devices,
      Context loop,
      WorkerExecutor repairWorkers,
      Limits limits,
      int maxFrameBytes) {
    this.trainer = trainer;
    this.intake = intake;
    this.devices = devices;
    this.loop = loop;
    this.repairWorkers = repairWorkers;
    this.limits = limits;
    this.maxFrameBytes = maxFrameBytes;
  }

  void mount(Router router) {
    router.get("/v1/stream").handler(this::upgrade);
  }

  private void upgrade(RoutingContext ctx) {
    if (intake.isDraining()) {
      throw new CloudException(ErrorCode.BUSY, "the server is closing");
    }
    if (!ctx.request().canUpgradeToWebSocket()) {
      throw new IllegalArgumentException("this address speaks WebSocket only");
    }
    if (!isOwnOrigin(ctx)) {
      throw new CloudException(
          ErrorCode.FORBIDDEN, "no streams for web pages of " + ctx.request().getHeader("origin"));
    }
    Caller caller = Caller.of(ctx);
    HttpConnection connection = ctx.request().connection();
    ctx.request()
        .toWebSocket()
        .onSuccess(socket -> open(socket, connection, caller))
        .onFailure(ctx::fail);
  }

  private void open(ServerWebSocket socket, HttpConnection connection, Caller caller) {
    MessageChannel channel = new MessageChannel(socket, connection, intake, limits, loop.owner());
    DeviceSession session =
        new DeviceSession(
            channel, loop, repairWorkers, trainer, intake, limits, maxFrameBytes, caller);
    devices.add(session);
    session.open(devices::welcomed, () -> devices.remove(session));
    if (!caller.isLetIn()) {
      session.revoke(); // while the connection was made
    }
  }

  /**
   * Browsers let any page open a WebSocket anywhere, and tell which page it was. Over TLS a page
   * that came without is not this server's: somebody on the way may have made it.
   */
  private static boolean isOwnOrigin(RoutingContext ctx) {
    String origin = ctx.request().getHeader("origin");
    String host = ctx.request().getHeader("host");
    return origin == null
        || (host != null
            && host.equals(URI.create(origin).getRawAuthority())
            && !(ctx.request().isSSL() && origin.startsWith("http:")));
  }
}

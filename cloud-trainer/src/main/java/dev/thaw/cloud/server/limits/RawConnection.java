package dev.thaw.cloud.server.limits;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** What Vert.x does not do for a connection, or not for what it was upgraded to. Stateless. */
public final class RawConnection {
  private RawConnection() {}

  /**
   * Closes at once and drops what waits to be written. Vert.x's own ways of closing write that
   * first, which a peer that does not read puts off for ever.
   */
  public static void close(HttpConnection connection) {
    Channel channel = channel(connection);
    channel
        .eventLoop()
        .execute(
            () -> {
              ChannelFuture unused = channel.pipeline().firstContext().close();
            });
  }

  /**
   * Reads from the peer, or leaves what it sends to the network. Vert.x holds back messages of a
   * WebSocket that is paused, but goes on answering pings.
   */
  public static void read(HttpConnection connection, boolean wanted) {
    channel(connection).config().setAutoRead(wanted);
  }

  /** Has {@code ended} run on the connection's event loop when it ends, also as a WebSocket. */
  static void whenClosed(HttpConnection connection, Runnable ended) {
    ChannelFuture unused = channel(connection).closeFuture().addListener(closed -> ended.run());
  }

  private static Channel channel(HttpConnection connection) {
    return ((ConnectionBase) connection).channel();
  }
}

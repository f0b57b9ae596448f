package dev.thaw.edge.link;

import dev.thaw.protocol.codec.FrameCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Optional;

/** Where WebSockets to the cloud come from. */
@CallByThread(CallByThread.CONTEXT)
final class SocketCloud {
  private final WebSocketClient client;
  private final LinkSettings settings;
  private final Traffic traffic;
  private final FrameCodec codec = new FrameCodec(RestCloud.MAX_REPLY_BYTES);

  SocketCloud(Vertx vertx, LinkSettings settings, Traffic traffic) {
    this.settings = settings;
    this.traffic = traffic;
    WebSocketClientOptions options =
        new WebSocketClientOptions()
            .setConnectTimeout((int) settings.timings().connectTimeout().toMillis())
            .setMaxMessageSize(RestCloud.MAX_REPLY_BYTES)
            .setMaxFrameSize(RestCloud.MAX_REPLY_BYTES);
    settings.secure(options);
    this.client = vertx.createWebSocketClient(options);
  }

  /**
   * A new connection to {@code /v1/stream}; fails if it does not come about in time.
   *
   * @param token shows who is calling
   */
  Future<MessageSocket> connect(Optional<String> token) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost(settings.cloud().getHost())
            .setPort(settings.port())
            .setSsl(settings.isTls())
            .setTimeout(settings.timings().replyTimeout().toMillis())
            .setURI(settings.uri("/v1/stream"));
    token.ifPresent(text -> options.putHeader("Authorization", "Bearer " + text));
    return client.connect(options).map(socket -> new MessageSocket(socket, codec, traffic));
  }
}

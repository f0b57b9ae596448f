package dev.thaw.bench.overload;

import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Welcome;
import dev.thaw.protocol.codec.MalformedFrameException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One device that sends all it can, on as many streams as it is given and over HTTP as well, heeds
 * no window and no time to wait, and connects again when it is cut off. Confined to its event loop,
 * a thread of its own.
 */
final class Flooder {
  static final String NAME = "flooder";
  private static final int STREAMS = 4;
  private static final int POSTS = 16;

  /** Frames written before others get their turn. */
  private static final int TURN = 32;

  private static final long RECONNECT_MILLIS = 20;
  private static final String FRAME_TYPE = "application/vnd.thaw.frame";

  private final Batches batches;
  private final URI cloud;
  private final Vertx vertx;
  private final Context loop;
  private final WebSocketClient sockets;
  private final HttpClient posts;
  private final Map<Long, byte[]> underWay = new HashMap<>();
  private final Deque<Long> again = new ArrayDeque<>();
  private boolean flooding;
  private long sequence;
  private long stored;
  private long refused;
  private long bytes;

  Flooder(Batches batches, URI cloud, Vertx vertx) {
    this.batches = batches;
    this.cloud = cloud;
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.sockets =
        vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(2 * STREAMS));
    this.posts =
        vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(POSTS));
  }

  Context loop() {
    return loop;
  }

  void begin() {
    flooding = true;
    stored = 0;
    refused = 0;
    bytes = 0;
    for (int i = 0; i < STREAMS; i++) {
      connect();
    }
    for (int i = 0; i < POSTS; i++) {
      post();
    }
  }

  Flood end(double seconds) {
    flooding = false;
    return new Flood(stored / seconds, refused / seconds, bytes / seconds);
  }

  private void connect() {
    if (flooding) {
      sockets
          .connect(cloud.getPort(), cloud.getHost(), "/v1/stream")
          .onSuccess(this::flood)
          .onFailure(e -> later(this::connect));
    }
  }

  private void flood(WebSocket socket) {
    socket.closeHandler(closed -> later(this::connect));
    Hello hello = new Hello(NAME, batches.task(), Optional.empty(), Optional.empty(), Map.of());
    socket.writeBinaryMessage(Buffer.buffer(Batches.CODEC.toBytes(hello)));
    socket.binaryMessageHandler(
        first -> {
          socket.binaryMessageHandler(this::heard);
          if (Batches.CODEC.fromBytes(first.getBytes()) instanceof Welcome) {
            pour(socket);
          }
        });
  }

  private void pour(WebSocket socket) {
    if (!flooding) {
      socket.close();
      return;
    }
    try {
      for (int i = 0; i < TURN && !socket.writeQueueFull(); i++) {
        socket.writeBinaryMessage(Buffer.buffer(next())).onFailure(lost -> {});
      }
    } catch (IllegalStateException closing) {
      return; // the close handler connects again
    }
    if (socket.writeQueueFull()) {
      socket.drainHandler(drained -> pour(socket));
    } else {
      loop.runOnContext(now -> pour(socket));
    }
  }

  private void post() {
    if (!flooding) {
      return;
    }
    RequestOptions where =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(cloud.getHost())
            .setPort(cloud.getPort())
            .setURI("/v1/features")
            .putHeader("content-type", FRAME_TYPE);
    posts
        .request(where)
        .compose(request -> request.send(Buffer.buffer(next())))
        .compose(response -> response.body())
        .onSuccess(
            body -> {
              heard(body);
              loop.runOnContext(now -> post());
            })
        .onFailure(e -> later(this::post));
  }

  private void later(Runnable what) {
    if (flooding) {
      vertx.setTimer(RECONNECT_MILLIS, fired -> what.run());
    }
  }

  /** One that was refused before, or a new one. */
  private byte[] next() {
    Long known = again.poll();
    long number = known == null ? ++sequence : known;
    byte[] frame = underWay.computeIfAbsent(number, each -> batches.frame(NAME, each));
    bytes += frame.length;
    return frame;
  }

  private void heard(Buffer frame) {
    Message message;
    try {
      message = Batches.CODEC.fromBytes(frame.getBytes());
    } catch (MalformedFrameException e) {
      return; // an answer of the HTTP layer
    }
    if (message instanceof BatchAck ack) {
      stored++;
      underWay.remove(ack.sequence());
    } else if (message instanceof Refused refusal && refusal.sequence() >= 0) {
      refused++;
      again.add(refusal.sequence());
    }
  }
}

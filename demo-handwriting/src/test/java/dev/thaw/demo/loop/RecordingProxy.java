package dev.thaw.demo.loop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Passes bytes on to the cloud and remembers what devices sent, connection by connection. May turn
 * WebSockets away, as some proxies do. Thread-safe.
 */
public final class RecordingProxy implements AutoCloseable {
  private static final Buffer FORBIDDEN =
      Buffer.buffer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final List<Buffer> sent = new ArrayList<>();
  private final boolean refusesWebSockets;
  private final URI cloud;
  private final NetServer server;

  /** A proxy before {@code cloud}, on a free port. */
  public RecordingProxy(URI cloud, boolean refusesWebSockets) {
    this.cloud = cloud;
    this.refusesWebSockets = refusesWebSockets;
    NetServer fresh = vertx.createNetServer().connectHandler(this::connected);
    this.server = Await.get(fresh.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture());
  }

  /** Where devices find it. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  /** What was sent up on each connection so far. */
  public List<byte[]> sent() {
    synchronized (sent) {
      return sent.stream().map(Buffer::getBytes).toList();
    }
  }

  /** How often {@code text} was sent up. */
  int count(String text) {
    return sent().stream()
        .map(bytes -> new String(bytes, ISO_8859_1))
        .mapToInt(all -> all.split(text, -1).length - 1)
        .sum();
  }

  private void connected(NetSocket device) {
    device.pause();
    client
        .connect(cloud.getPort(), cloud.getHost())
        .onFailure(refused -> device.close())
        .onSuccess(
            connection -> {
              pass(device, connection, record());
              pass(connection, device, Buffer.buffer());
              device.resume();
            });
  }

  private Buffer record() {
    Buffer record = Buffer.buffer();
    synchronized (sent) {
      sent.add(record);
    }
    return record;
  }

  private void pass(NetSocket from, NetSocket to, Buffer record) {
    from.handler(
        bytes -> {
          synchronized (sent) {
            record.appendBuffer(bytes);
          }
          if (refusesWebSockets && asksForWebSocket(bytes)) {
            from.write(FORBIDDEN).onComplete(done -> from.close());
          } else {
            to.write(bytes);
          }
        });
    from.closeHandler(end -> to.close());
  }

  private static boolean asksForWebSocket(Buffer bytes) {
    String head = bytes.toString(ISO_8859_1).toLowerCase(Locale.ROOT);
    return head.startsWith("get ") && head.contains("upgrade: websocket");
  }

  @Override
  public void close() {
    Await.get(vertx.close().toCompletionStage().toCompletableFuture());
  }
}

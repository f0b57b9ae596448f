package dev.thaw.edge;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;

/** Passes bytes on to a local port; frozen, it swallows them and keeps connections open. */
final class FreezableProxy implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicBoolean frozen = new AtomicBoolean();
  private final NetServer server;

  FreezableProxy(int port) {
    NetClient client = vertx.createNetClient();
    NetServer fresh =
        vertx
            .createNetServer()
            .connectHandler(
                device -> {
                  device.pause();
                  client
                      .connect(port, "127.0.0.1")
                      .onSuccess(
                          cloud -> {
                            pass(device, cloud);
                            pass(cloud, device);
                            device.resume();
                          });
                });
    server = Await.get(fresh.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture());
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  void freeze() {
    frozen.set(true);
  }

  void thaw() {
    frozen.set(false);
  }

  @Override
  public void close() {
    Await.get(vertx.close().toCompletionStage().toCompletableFuture());
  }

  private void pass(NetSocket from, NetSocket to) {
    from.handler((Buffer bytes) -> forward(bytes, to));
    from.closeHandler(end -> to.close());
  }

  private void forward(Buffer bytes, NetSocket to) {
    if (!frozen.get()) {
      to.write(bytes);
    }
  }
}

package dev.thaw.bench.overload;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** All the devices, connected. The polite ones share a thread, the flood has its own. */
final class Crowd implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final Overload plan;
  private final Vertx politeVertx = oneThread();
  private final Vertx floodVertx = oneThread();
  private final Context loop = politeVertx.getOrCreateContext();
  private final List<PoliteDevice> polite = new ArrayList<>();
  private final Flooder flooder;

  /** Kept, for Vert.x shuts a client that nobody refers to, with its sockets. */
  private final WebSocketClient client;

  Crowd(Overload plan, Batches batches, URI cloud) {
    this.plan = plan;
    this.flooder = new Flooder(batches, cloud, floodVertx);
    this.client =
        politeVertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(plan.devices()));
    for (int i = 1; i <= plan.devices(); i++) {
      polite.add(connect(cloud, "polite-%03d".formatted(i), batches));
    }
  }

  /** One phase; everything polite that was sent in it is acknowledged when this returns. */
  Report.Phase phase(boolean flooded) {
    if (flooded) {
      Calls.on(flooder.loop(), this::pour);
    }
    long start = System.nanoTime();
    Calls.on(loop, this::begin);
    LockSupport.parkNanos(plan.phase().toNanos());
    while (System.nanoTime() - start < plan.phase().toNanos()) {
      LockSupport.parkNanos(plan.phase().toNanos() - (System.nanoTime() - start));
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    List<Pace> paces = Calls.on(loop, () -> polite.stream().map(d -> d.end(seconds)).toList());
    Flood flood = flooded ? Calls.on(flooder.loop(), () -> flooder.end(seconds)) : Flood.NONE;
    drain();
    return new Report.Phase(flooded, paces, flood);
  }

  /** Batches sent by each polite device, all of them acknowledged. */
  Map<String, Long> sent() {
    return Calls.on(
        loop,
        () -> {
          Map<String, Long> sent = new TreeMap<>();
          polite.forEach(device -> sent.put(device.name(), device.sent()));
          return sent;
        });
  }

  @Override
  public void close() {
    Calls.get("closing", politeVertx.close().toCompletionStage().toCompletableFuture());
    Calls.get("closing", floodVertx.close().toCompletionStage().toCompletableFuture());
  }

  private PoliteDevice connect(URI cloud, String name, Batches batches) {
    Future<PoliteDevice> welcomed =
        Calls.on(
            loop,
            () ->
                client
                    .connect(cloud.getPort(), cloud.getHost(), "/v1/stream")
                    .compose(socket -> greet(new PoliteDevice(name, batches, loop, socket))));
    return Calls.get("connecting " + name, welcomed.toCompletionStage().toCompletableFuture());
  }

  private static Future<PoliteDevice> greet(PoliteDevice device) {
    return Future.fromCompletionStage(device.greet()).map(welcomed -> device);
  }

  private boolean pour() {
    flooder.begin();
    return true;
  }

  /** They do not all send at the same moment. */
  private boolean begin() {
    long every = plan.everyMillis();
    for (int i = 0; i < polite.size(); i++) {
      polite.get(i).begin(every, 1 + every * i / polite.size());
    }
    return true;
  }

  private void drain() {
    List<CompletableFuture<Void>> drained =
        Calls.on(loop, () -> polite.stream().map(PoliteDevice::drained).toList());
    drained.forEach(each -> Calls.get("the rest", each));
  }

  private static Vertx oneThread() {
    return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  }
}

package dev.thaw.bench.evaluate.scaling;

import dev.thaw.bench.Waiting;
import dev.thaw.protocol.Digest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Many generators on one thread. */
final class GeneratorCrowd implements Crowd {
  /** Features in a batch, of every kind of crowd: what a device sends without being asked to. */
  static final int BATCH = 16;

  /** How many connect at the same time. */
  private static final int LANES = 16;

  private final Party party;
  private final Uploads uploads;
  private final Installs installs;
  private final Set<Digest> bundled;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final List<Generator> devices = new ArrayList<>();

  /** Kept, for Vert.x shuts a client that nobody refers to, with its sockets. */
  private final WebSocketClient sockets;

  /** Connects them, and makes what they will upload. */
  GeneratorCrowd(Party party, Uploads uploads, Set<Digest> bundled, Installs installs) {
    this.party = party;
    this.uploads = uploads.now();
    this.installs = installs;
    this.bundled = bundled;
    this.sockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(party.devices()));
    onLoop("connecting", this::connectAll);
    devices.forEach(device -> device.annotate(party.features(), BATCH));
  }

  @Override
  public void upload() {
    onLoop("the uploads", () -> Future.all(devices.stream().map(Generator::upload).toList()));
  }

  @Override
  public void close() {
    onLoop(
        "the end",
        () -> {
          devices.forEach(Generator::end);
          return Future.succeededFuture();
        });
    Waiting.get("closing", vertx.close().toCompletionStage().toCompletableFuture());
  }

  private Future<?> connectAll() {
    return Future.all(IntStream.range(0, LANES).mapToObj(this::connectFrom).toList());
  }

  private Future<Void> connectFrom(int number) {
    return number >= party.devices()
        ? Future.succeededFuture()
        : connect(number).map(devices::add).compose(added -> connectFrom(number + LANES));
  }

  private Future<Generator> connect(int number) {
    String name = party.name(number);
    URI cloud = party.uri(number);
    Pull pull = new Pull(vertx, new Http(vertx, cloud), uploads.task(), name, bundled);
    return sockets
        .connect(cloud.getPort(), cloud.getHost(), "/v1/stream")
        .compose(socket -> new Generator(name, vertx, uploads, pull, installs, socket).greet());
  }

  private void onLoop(String what, Supplier<Future<?>> work) {
    CompletableFuture<Object> done = new CompletableFuture<>();
    loop.runOnContext(
        now ->
            work.get()
                .onSuccess(result -> done.complete(what))
                .onFailure(done::completeExceptionally));
    Waiting.get(what, done);
  }
}

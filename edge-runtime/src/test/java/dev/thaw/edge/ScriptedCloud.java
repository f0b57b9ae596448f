package dev.thaw.edge;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.FrameCodec;
import dev.thaw.protocol.codec.ManifestCodec;
import dev.thaw.protocol.codec.SigningKeys;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A cloud that does what a test says and is honest otherwise: real sockets, the real codec, real
 * signatures; lets anybody in unless told to keep a {@link Doorkeeper}. Features are answered
 * STORED, DUPLICATE or STALE, and what it has nothing usable of is asked for again. Speaks TLS if
 * told to.
 */
final class ScriptedCloud implements AutoCloseable {
  private static final FrameCodec CODEC = new FrameCodec(8 << 20);

  final ConcurrentLinkedQueue<Message> received = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<byte[]> bodies = new ConcurrentLinkedQueue<>();
  final Map<SampleId, Feature> stored = new ConcurrentHashMap<>();
  final Versions versions = new Versions();
  final List<Digest> layersServed = new CopyOnWriteArrayList<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final AtomicInteger notModified = new AtomicInteger();
  final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();

  /** Who is let in; anybody if empty. */
  volatile Optional<Doorkeeper> door = Optional.empty();

  /** Who answers some requests before anybody else, if anybody. */
  volatile Optional<BusyDoor> busy = Optional.empty();

  /** Handovers by the fingerprint of the key before. */
  final Map<Digest, byte[]> handovers = new ConcurrentHashMap<>();

  volatile KeyPair keys = SigningKeys.generate(new SecureRandom());
  volatile boolean refuseUpgrade;
  volatile boolean refuseConnections;
  volatile int window = 4;
  volatile int maxFrameBytes = 1 << 20;

  /** How a batch is answered; null for not at all. */
  volatile Function<Message.FeatureBatch, Message> answer = this::honest;

  /** What the bytes of a layer become on the way. */
  volatile Function<byte[], byte[]> tamper = bytes -> bytes;

  /** What happens before a layer is answered for. */
  volatile Consumer<Digest> beforeLayer = digest -> {};

  /** What is said instead of a welcome, if anything. */
  volatile Optional<Buffer> insteadOfWelcome = Optional.empty();

  private final Vertx vertx = Vertx.vertx();
  private final Map<Digest, byte[]> layers = new ConcurrentHashMap<>();
  private volatile SignedManifest current;
  private volatile FreezeState freeze;
  private volatile Optional<FreezeState> coming = Optional.empty();
  private volatile HttpServer server;
  private final HttpServerOptions options;
  private final int port;

  ScriptedCloud() {
    this(new HttpServerOptions());
  }

  ScriptedCloud(HttpServerOptions options) {
    this.options = options.setMaxWebSocketMessageSize(8 << 20);
    this.port = listen(0);
  }

  URI uri() {
    return uri("127.0.0.1");
  }

  URI uri(String host) {
    return URI.create((options.isSsl() ? "https://" : "http://") + host + ':' + port);
  }

  /** Lets in enrolled devices only, from now on. */
  Doorkeeper guarded() {
    Doorkeeper keeper = new Doorkeeper(() -> keys.getPublic());
    door = Optional.of(keeper);
    return keeper;
  }

  /** The device may not come back, and its connections end. */
  void revoke(String device) {
    door.orElseThrow().revoke(device);
    sockets.forEach(socket -> socket.close((short) 1008, "revoked"));
  }

  int port() {
    return port;
  }

  FreezeState currentFreeze() {
    return freeze;
  }

  /** What is to be uploaded for: the coming freeze state, if there is one. */
  FreezeState wanted() {
    return coming.orElse(freeze);
  }

  /** A change to {@code depth} waits for repairs; tells nobody. */
  void announce(int depth) {
    Digest prefix = current.manifest().prefixDigest(depth);
    coming = Optional.of(new FreezeState(depth, freeze.epoch() + 1, prefix, Instant.now()));
  }

  /** The change is called off; tells nobody. */
  void cancel() {
    coming = Optional.empty();
  }

  /** Acknowledged samples of which nothing usable is here and nothing is said to be lost. */
  Set<SampleId> waiting() {
    return versions.waiting(current.manifest(), wanted());
  }

  /** Of each sample the deepest version that can be used for the wanted state. */
  Map<SampleId, Feature> usable() {
    return versions.usable(current.manifest(), wanted());
  }

  /** Makes {@code release} the current one; tells nobody. */
  SignedManifest publish(Releases release) {
    return publish(release, keys);
  }

  SignedManifest publish(Releases release, KeyPair signer) {
    release.layers().forEach(layer -> layers.put(Digest.of(layer), layer));
    coming = Optional.empty();
    freeze = release.freeze();
    current = ManifestCodec.sign(release.manifest(), signer.getPrivate());
    return current;
  }

  /** Has a layer no longer. */
  void forget(Digest layer) {
    layers.remove(layer);
  }

  /** Tells all connected devices, and asks for what is missing. */
  void sendNotice() {
    broadcast(new Message.Notice(current.manifest().task().name(), wanted(), current.digest()));
    repairs().forEach(this::broadcast);
  }

  void broadcast(Message message) {
    broadcast(Buffer.buffer(ByteBufUtil.getBytes(CODEC.encode(message))));
  }

  void broadcast(Buffer frame) {
    sockets.forEach(socket -> socket.writeBinaryMessage(frame));
  }

  /** Vanishes: connections break, the port refuses. */
  void stop() {
    Await.get(server.close().toCompletionStage().toCompletableFuture());
    sockets.clear();
  }

  /** Comes back on the same port, which some other connection may have as its own for a moment. */
  void restart() {
    Await.until(
        "port " + port + " is free",
        () -> {
          try {
            listen(port);
            return true;
          } catch (AssertionError taken) {
            return false;
          }
        });
  }

  List<Message.FeatureBatch> batches() {
    return all(Message.FeatureBatch.class);
  }

  <T> List<T> all(Class<T> type) {
    return received.stream().filter(type::isInstance).map(type::cast).toList();
  }

  Message.BatchAck acknowledge(Message.FeatureBatch batch, SampleOutcome outcome) {
    List<SampleOutcome> outcomes = batch.features().stream().map(f -> outcome).toList();
    return new Message.BatchAck(batch.sequence(), outcomes, wanted(), window);
  }

  Message honest(Message.FeatureBatch batch) {
    List<SampleOutcome> outcomes = new ArrayList<>();
    for (Feature feature : batch.features()) {
      outcomes.add(store(feature));
    }
    return new Message.BatchAck(batch.sequence(), outcomes, wanted(), window);
  }

  @Override
  public void close() {
    Await.get(vertx.close().toCompletionStage().toCompletableFuture());
  }

  private SampleOutcome store(Feature feature) {
    if (!Versions.isUsable(feature.activation(), current.manifest(), freeze)) {
      return SampleOutcome.STALE;
    }
    if (!versions.add(feature)) {
      return SampleOutcome.DUPLICATE;
    }
    stored.put(feature.sample(), feature);
    return SampleOutcome.STORED;
  }

  private List<Message.Repair> repairs() {
    List<SampleId> samples = List.copyOf(waiting());
    List<Message.Repair> pages = new ArrayList<>();
    for (int i = 0; i < samples.size(); i += Message.MAX_SAMPLES) {
      int end = Math.min(samples.size(), i + Message.MAX_SAMPLES);
      String task = current.manifest().task().name();
      pages.add(new Message.Repair(task, wanted(), samples.subList(i, end)));
    }
    return pages;
  }

  private int listen(int wantedPort) {
    HttpServer fresh =
        vertx
            .createHttpServer(options)
            .webSocketHandshakeHandler(
                handshake -> {
                  if (refuseUpgrade) {
                    handshake.reject(404);
                  } else if (!isAdmitted(handshake.headers())) {
                    handshake.reject(401);
                  } else {
                    handshake.accept();
                  }
                })
            .webSocketHandler(this::serve)
            .requestHandler(this::serve);
    server =
        Await.get(fresh.listen(wantedPort, "127.0.0.1").toCompletionStage().toCompletableFuture());
    return server.actualPort();
  }

  private void serve(ServerWebSocket socket) {
    sockets.add(socket);
    socket.closeHandler(end -> sockets.remove(socket));
    socket.exceptionHandler(broken -> sockets.remove(socket));
    socket.binaryMessageHandler(
        frame -> {
          Message message = note(frame);
          if (message instanceof Message.Hello) {
            socket.writeBinaryMessage(insteadOfWelcome.orElseGet(this::welcome));
            repairs().forEach(repair -> socket.writeBinaryMessage(encode(repair)));
          } else if (message instanceof Message.Lost lost) {
            versions.lost(lost);
          } else if (message instanceof Message.FeatureBatch batch) {
            Message reply = answer.apply(batch);
            if (reply != null) {
              socket.writeBinaryMessage(encode(reply));
            }
          }
        });
  }

  private Buffer welcome() {
    return encode(new Message.Welcome(wanted(), current.digest(), window, maxFrameBytes));
  }

  private boolean isAdmitted(MultiMap headers) {
    return door.isEmpty() || door.get().isAdmitted(headers.get("Authorization"));
  }

  private void serve(HttpServerRequest request) {
    requests.add(request.method() + " " + request.uri());
    String path = request.path();
    if (busy.isPresent() && busy.get().answers(request)) {
      return;
    }
    if (door.isPresent() && door.get().isAsked(path)) {
      request.body().onSuccess(body -> door.get().answer(request, body.toJsonObject()));
    } else if (!path.equals("/v1/key") && !isAdmitted(request.headers())) {
      request.response().setStatusCode(401).end();
    } else {
      serve(request, path);
    }
  }

  private void serve(HttpServerRequest request, String path) {
    if (path.equals("/v1/key")) {
      byte[] x509 = SigningKeys.toBytes(keys.getPublic());
      request.response().end(Base64.getEncoder().encodeToString(x509));
    } else if (path.endsWith("/manifest")) {
      manifest(request);
    } else if (path.endsWith("/repairs")) {
      repairs(request);
    } else if (path.endsWith("/lost") && request.method().equals(HttpMethod.POST)) {
      request.body().onSuccess(body -> lost(request, body));
    } else if (path.endsWith("/status") && request.method().equals(HttpMethod.POST)) {
      request.body().onSuccess(body -> status(request, body));
    } else if (path.startsWith("/v1/handovers/")) {
      handover(request, Digest.fromHex(path.substring("/v1/handovers/".length())));
    } else if (path.startsWith("/v1/layers/")) {
      layer(request, Digest.fromHex(path.substring("/v1/layers/".length())));
    } else if (path.equals("/v1/features") && request.method().equals(HttpMethod.POST)) {
      request.body().onSuccess(body -> features(request, body));
    } else {
      request.response().setStatusCode(404).end();
    }
  }

  private void manifest(HttpServerRequest request) {
    String tag = '"' + current.digest().hex() + '"';
    if (tag.equals(request.getHeader("If-None-Match"))) {
      notModified.incrementAndGet();
      request.response().setStatusCode(304).end();
    } else {
      request
          .response()
          .putHeader("ETag", tag)
          .end(Buffer.buffer(ManifestCodec.toEnvelope(current)));
    }
  }

  private void handover(HttpServerRequest request, Digest fingerprint) {
    byte[] frame = handovers.get(fingerprint);
    if (frame == null) {
      request.response().setStatusCode(404).end();
    } else {
      request.response().end(Buffer.buffer(frame));
    }
  }

  private void repairs(HttpServerRequest request) {
    List<Message.Repair> pages = repairs();
    if (pages.isEmpty()) {
      request.response().setStatusCode(204).end();
    } else {
      request.response().end(encode(pages.get(0)));
    }
  }

  private void lost(HttpServerRequest request, Buffer body) {
    if (body.length() > maxFrameBytes) {
      request.response().setStatusCode(413).end();
      return;
    }
    versions.lost((Message.Lost) note(body));
    request.response().setStatusCode(204).end();
  }

  private void status(HttpServerRequest request, Buffer body) {
    var unused = note(body);
    request.response().setStatusCode(204).end();
  }

  private void layer(HttpServerRequest request, Digest digest) {
    layersServed.add(digest);
    beforeLayer.accept(digest);
    byte[] layer = layers.get(digest);
    if (layer == null) {
      request.response().setStatusCode(404).end();
    } else {
      request.response().end(Buffer.buffer(tamper.apply(layer)));
    }
  }

  private void features(HttpServerRequest request, Buffer body) {
    Message message = note(body);
    Message reply =
        message instanceof Message.FeatureBatch batch
            ? answer.apply(batch)
            : new Message.Refused(ErrorCode.UNEXPECTED_MESSAGE, "not a batch", -1, -1);
    if (reply == null) {
      request.connection().close();
    } else {
      request.response().setStatusCode(reply instanceof Message.Refused ? 400 : 200);
      request.response().end(encode(reply));
    }
  }

  private Message note(Buffer frame) {
    byte[] bytes = frame.getBytes();
    bodies.add(bytes);
    Message message = CODEC.decode(Unpooled.wrappedBuffer(bytes));
    received.add(message);
    return message;
  }

  private static Buffer encode(Message message) {
    return Buffer.buffer(ByteBufUtil.getBytes(CODEC.encode(message)));
  }
}

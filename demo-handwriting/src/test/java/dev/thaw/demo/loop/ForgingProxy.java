package dev.thaw.demo.loop;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sits between a device and its cloud and answers some requests itself: what {@code forge} makes of
 * a path. Turns WebSockets away; the device then uploads and asks by REST. Thread-safe.
 */
final class ForgingProxy implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();
  private final URI cloud;
  private final Function<String, Optional<byte[]>> forge;
  private final HttpServer server;

  ForgingProxy(URI cloud, Function<String, Optional<byte[]>> forge) {
    this.cloud = cloud;
    this.forge = forge;
    HttpServer fresh = vertx.createHttpServer().requestHandler(this::answer);
    this.server = Await.get(fresh.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture());
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private void answer(HttpServerRequest request) {
    Optional<byte[]> forged = forge.apply(request.path());
    if (forged.isPresent()) {
      request.response().end(Buffer.buffer(forged.get()));
    } else if (request.path().equals("/v1/stream")) {
      request.response().setStatusCode(403).end();
    } else {
      request.body().onSuccess(body -> pass(request, body));
    }
  }

  private void pass(HttpServerRequest request, Buffer body) {
    client
        .request(request.method(), cloud.getPort(), cloud.getHost(), request.uri())
        .compose(
            onward -> {
              request.headers().forEach(onward::putHeader);
              return onward.send(body);
            })
        .compose(response -> response.body().onSuccess(bytes -> back(request, response, bytes)))
        .onFailure(gone -> request.response().setStatusCode(502).end());
  }

  private static void back(HttpServerRequest request, HttpClientResponse response, Buffer bytes) {
    request.response().setStatusCode(response.statusCode());
    response.headers().forEach(request.response()::putHeader);
    request.response().end(bytes);
  }

  @Override
  public void close() {
    Await.get(vertx.close().toCompletionStage().toCompletableFuture());
  }
}

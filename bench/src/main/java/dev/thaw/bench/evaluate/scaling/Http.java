package dev.thaw.bench.evaluate.scaling;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Optional;

/** What one generator downloads, over a connection of its own. Confined to its event loop. */
final class Http {
  private static final int NOT_MODIFIED = 304;
  private static final int OK = 200;

  private final HttpClient client;
  private final URI cloud;

  Http(Vertx vertx, URI cloud) {
    this.client =
        vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(1));
    this.cloud = cloud;
  }

  /** What is at {@code path}. */
  Future<byte[]> get(String path) {
    return get(path, "").map(found -> found.orElseThrow());
  }

  /** What is at {@code path}, unless it still has that entity tag. */
  Future<Optional<byte[]>> get(String path, String entityTag) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(cloud.getHost())
            .setPort(cloud.getPort())
            .setURI(path)
            .putHeader("Accept", "application/vnd.thaw.frame, */*;q=0.5");
    if (!entityTag.isEmpty()) {
      request.putHeader("If-None-Match", '"' + entityTag + '"');
    }
    return client
        .request(request)
        .compose(sent -> sent.send())
        .compose(response -> response.body().map(body -> read(path, response.statusCode(), body)));
  }

  private static Optional<byte[]> read(String path, int status, Buffer body) {
    if (status != OK && status != NOT_MODIFIED) {
      throw new IllegalStateException("HTTP " + status + " for " + path);
    }
    return status == OK ? Optional.of(body.getBytes()) : Optional.empty();
  }
}

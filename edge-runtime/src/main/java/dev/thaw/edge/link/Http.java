package dev.thaw.edge.link;

import dev.thaw.edge.device.EdgeException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/**
 * HTTP to the cloud as calls: no reply longer than allowed, each in time, and no connection left
 * half used.
 */
@CallByThread(CallByThread.CONTEXT)
final class Http {
  private final HttpClient client;
  private final LinkSettings settings;
  private final AskedPause pause;

  /**
   * @param pause hears of each answer
   */
  Http(Vertx vertx, LinkSettings settings, AskedPause pause) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) settings.timings().connectTimeout().toMillis());
    settings.secure(options);
    this.client = vertx.createHttpClient(options);
    this.settings = settings;
    this.pause = pause;
  }

  /** A request for {@code path}, which begins with a slash, below the cloud's own path. */
  RequestOptions request(HttpMethod method, String path) {
    return new RequestOptions()
        .setMethod(method)
        .setHost(settings.cloud().getHost())
        .setPort(settings.port())
        .setSsl(settings.isTls())
        .setURI(settings.uri(path));
  }

  /** Sends it; a body with a GET is left out. */
  Future<RestCloud.Reply> call(RequestOptions options, Buffer body, int maxBytes) {
    return client
        .request(options)
        .compose(request -> exchange(request, options.getMethod(), body, maxBytes));
  }

  private Future<RestCloud.Reply> exchange(
      HttpClientRequest request, HttpMethod method, Buffer body, int maxBytes) {
    return send(request, method, body)
        .onSuccess(response -> pause.heard(response.statusCode(), response.headers()))
        .compose(response -> read(response, maxBytes))
        .timeout(settings.timings().replyTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(cause -> request.reset());
  }

  private static Future<HttpClientResponse> send(
      HttpClientRequest request, HttpMethod method, Buffer body) {
    return method.equals(HttpMethod.GET) ? request.send() : request.send(body);
  }

  private static Future<RestCloud.Reply> read(HttpClientResponse response, int maxBytes) {
    Promise<RestCloud.Reply> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(end -> whole.tryComplete(new RestCloud.Reply(response.statusCode(), body)));
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > maxBytes) {
            whole.tryFail(new EdgeException("a reply of more than " + maxBytes + " bytes"));
          } else {
            body.appendBuffer(chunk);
          }
        });
    return whole.future();
  }
}

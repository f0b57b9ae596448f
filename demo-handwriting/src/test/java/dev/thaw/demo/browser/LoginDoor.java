package dev.thaw.demo.browser;

import dev.thaw.demo.loop.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands before a cloud that lets in anybody and asks operators for a token, as a cloud with
 * authentication does: a token gets a cookie, the cookie opens the operator API, and a viewer
 * changes nothing. Thread-safe.
 */
final class LoginDoor implements AutoCloseable {
  private static final String COOKIE = "login";

  private record Operator(String name, String role) {
    boolean may(HttpMethod method) {
      return method.equals(HttpMethod.GET) || !role.equals("viewer");
    }
  }

  private final Map<String, Operator> tokens = new ConcurrentHashMap<>();
  private final Map<String, Operator> sessions = new ConcurrentHashMap<>();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();
  private final URI cloud;
  private final HttpServer server;

  LoginDoor(URI cloud) {
    this.cloud = cloud;
    HttpServer fresh = vertx.createHttpServer().requestHandler(this::handle);
    this.server = Await.get(fresh.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture());
  }

  URI page() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/operator/");
  }

  void add(String token, String name, String role) {
    tokens.put(token, new Operator(name, role));
  }

  /** Nobody is logged in any more. */
  void endSessions() {
    sessions.clear();
  }

  @Override
  public void close() {
    Await.get(vertx.close().toCompletionStage().toCompletableFuture());
  }

  private void handle(HttpServerRequest request) {
    Optional<Operator> who = session(request).map(sessions::get);
    String path = request.path();
    if (path.equals("/v1/operator/login")) {
      request.body().onSuccess(body -> logIn(request, body.toJsonObject().getString("token")));
    } else if (path.equals("/v1/operator/logout")) {
      session(request).ifPresent(sessions::remove);
      answer(request, 200, new JsonObject());
    } else if (!path.startsWith("/v1/")) {
      forward(request);
    } else if (who.isEmpty()) {
      answer(request, 401, error("UNAUTHENTICATED", "this needs an operator's token"));
    } else if (path.equals("/v1/operator/me")) {
      answer(request, 200, view(who.get()));
    } else if (who.get().may(request.method())) {
      forward(request);
    } else {
      answer(request, 403, error("FORBIDDEN", "this needs the role operator"));
    }
  }

  private static Optional<String> session(HttpServerRequest request) {
    return Optional.ofNullable(request.getCookie(COOKIE)).map(Cookie::getValue);
  }

  private void logIn(HttpServerRequest request, String token) {
    Operator operator = tokens.get(token);
    if (operator == null) {
      answer(request, 401, error("UNAUTHENTICATED", "the token is not valid"));
      return;
    }
    String session = UUID.randomUUID().toString();
    sessions.put(session, operator);
    request
        .response()
        .addCookie(
            Cookie.cookie(COOKIE, session)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT));
    answer(request, 200, view(operator));
  }

  private static JsonObject view(Operator operator) {
    return new JsonObject().put("name", operator.name).put("role", operator.role);
  }

  private static JsonObject error(String code, String message) {
    return new JsonObject().put("error", code).put("message", message);
  }

  private static void answer(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.toBuffer());
  }

  /** As it is, and the answer as it comes: a stream of events has no end. */
  private void forward(HttpServerRequest request) {
    request.pause();
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.method())
            .setHost(cloud.getHost())
            .setPort(cloud.getPort())
            .setURI(request.uri())
            .setHeaders(request.headers());
    client
        .request(options)
        .compose(asked -> asked.send(request))
        .onSuccess(answer -> pass(answer, request.response()))
        .onFailure(gone -> request.connection().close());
  }

  /** The browser may have left meanwhile. */
  private static void pass(HttpClientResponse answer, HttpServerResponse response) {
    if (response.closed()) {
      answer.request().reset();
      return;
    }
    response.setStatusCode(answer.statusCode());
    answer.headers().forEach(header -> response.putHeader(header.getKey(), header.getValue()));
    Future<Void> passed = answer.pipeTo(response);
    passed.onFailure(gone -> answer.request().reset());
  }
}

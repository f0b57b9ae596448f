package dev.thaw.cloud.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesIT {
  private static final String PAGES = "dev/thaw/cloud/web/pages";

  private static Vertx vertx;
  private static HttpServer server;
  private static HttpClientAgent client;

  private record Reply(int status, String type, String body, HttpClientResponse response) {
    String header(String name) {
      return response.getHeader(name);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    StaticFiles.mount(router, "/pages/*", PAGES);
    StaticFiles.mount(router, "/webjars/*", "META-INF/resources/webjars");
    router.get("/").handler(ctx -> StaticFiles.in(PAGES).send(ctx, "index.html"));
    server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await();
    client = vertx.createHttpClient();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "/pages/, text/html; charset=utf-8",
    "/pages/index.html, text/html; charset=utf-8",
    "/pages/style.css, text/css; charset=utf-8",
    "/pages/deep/module.js, text/javascript; charset=utf-8",
    "/webjars/chart.js/4.5.1/dist/chart.umd.min.js, text/javascript; charset=utf-8",
    "/, text/html; charset=utf-8",
  })
  void fileComesWithItsTypeAndThePolicyOfPages(String path, String type) throws Exception {
    Reply reply = get(path);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.type()).isEqualTo(type);
    assertThat(reply.body()).isNotEmpty();
    assertThat(reply.header("cache-control")).isEqualTo("no-cache");
    assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(reply.header("content-security-policy"))
        .isEqualTo(
            "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:;"
                + " style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'");
  }

  @Test
  void fileThatTheBrowserHasIsNotSentAgain() throws Exception {
    Reply first = get("/pages/style.css");

    Reply second = get("/pages/style.css", "W/\"other\", " + first.header("etag"));
    Reply other = get("/pages/index.html", first.header("etag"));

    assertThat(second.status()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    assertThat(second.header("etag")).isEqualTo(first.header("etag"));
    assertThat(other.status()).isEqualTo(200);
  }

  @Test
  void folderWithoutItsSlashIsSentThere() throws Exception {
    Reply reply = get("/pages");

    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.header("location")).isEqualTo("/pages/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/pages/missing.js",
        "/pages/deep",
        "/pages/deep/",
        "/pages/notes.txt",
        "/pages/.secret.json",
        "/pages/../outside.json",
        "/pages/%2e%2e/outside.json",
        "/pages/..%2foutside.json",
        "/pages/%2e%2e%2foutside.json",
        "/pages/deep/..%5c..%5coutside.json",
        "/pages//style.css/",
        "/pages/style.css%00.js",
        "/pages/StaticFilesIT.class",
        "/webjars/",
        "/webjars/chart.js/4.5.1/LICENSE.md",
      })
  void whatIsNoFileOfThePageIsNotThere(String path) throws Exception {
    assertThat(get(path).status()).isEqualTo(404);
  }

  @Test
  void onlyGetIsAnswered() throws Exception {
    assertThat(send(HttpMethod.POST, "/pages/style.css", "").status()).isEqualTo(405);
  }

  @Test
  void pathThatIsNotForFilesIsRefused() {
    Router router = Router.router(vertx);

    assertThatThrownBy(() -> StaticFiles.mount(router, "/pages", PAGES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/pages");
  }

  private static Reply get(String path) throws Exception {
    return get(path, "\"nothing\"");
  }

  private static Reply get(String path, String known) throws Exception {
    return send(HttpMethod.GET, path, known);
  }

  /** On the client's own thread, since a body that nobody waits for when it comes is gone. */
  private static Reply send(HttpMethod method, String path, String known) throws Exception {
    return client
        .request(method, server.actualPort(), "127.0.0.1", path)
        .compose(request -> sent(request.putHeader("if-none-match", known)))
        .await(20, TimeUnit.SECONDS);
  }

  private static Future<Reply> sent(HttpClientRequest request) {
    return request.send().compose(response -> response.body().map(body -> reply(response, body)));
  }

  private static Reply reply(HttpClientResponse response, Buffer body) {
    String type = String.valueOf(response.getHeader("content-type"));
    return new Reply(response.statusCode(), type, body.toString(), response);
  }
}

package dev.thaw.demo.app;

import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.loop.Await;
import dev.thaw.model.BaseModel;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A demo on free ports, and pages without browsers. */
abstract class AppFixture {
  static final BaseModel BASE = BundledModel.handwriting();

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();

  /** Closed by Vert.x when nobody holds it any more. */
  final WebSocketClient sockets = vertx.createWebSocketClient(PageClient.OPTIONS);

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    Await.get(vertx.close().toCompletionStage().toCompletableFuture());
  }

  /** Closed after the test, after all that was opened later. */
  <T extends AutoCloseable> T opened(T what) {
    opened.add(what);
    return what;
  }

  /** Where pages can be loaded; their sessions wait for {@link Demo#prepare}. */
  Demo open() {
    return opened(Demo.open(settings(), Clock.systemUTC()));
  }

  /** Where pages are answered; trains when told to. */
  Demo start() {
    Demo demo = open();
    demo.prepare();
    return demo;
  }

  DemoSettings settings() {
    return new DemoSettings(
        "127.0.0.1", 0, 0, directory.resolve("demo"), BASE, TrainingPolicy.manual());
  }

  static URI uri(Demo demo) {
    return URI.create(demo.url());
  }

  PageClient page(Demo demo, String token) {
    return PageClient.open(sockets, uri(demo), token);
  }

  /** A page of a new browser. */
  PageClient page(Demo demo) {
    return page(demo, newToken(uri(demo)));
  }

  String newToken(URI server) {
    return token(get(server.resolve("/")));
  }

  /** The newest token in the answer's cookie. */
  static String token(HttpResponse<?> answer) {
    return cookie(answer).split("\\.")[0];
  }

  /** What the answer's cookie holds. */
  static String cookie(HttpResponse<?> answer) {
    String cookie = answer.headers().firstValue("set-cookie").orElseThrow();
    return cookie.substring("thaw_profile=".length(), cookie.indexOf(';'));
  }

  HttpResponse<String> get(URI address, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(address + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}

package dev.thaw.demo.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thaw.demo.app.Requests.Written;
import dev.thaw.demo.loop.Await;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The writing page's server as browsers see it. */
class AppServerIT extends AppFixture {
  private static final String FOREIGN = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  private static final String FOREIGN_COOKIE = "thaw_profile=" + FOREIGN;

  private static final List<String> BAD_REQUESTS =
      List.of(
          "'no':'type'",
          "'type':'dance'",
          "'type':7",
          "'type':'recognise'",
          "'type':'recognise','strokes':'x'",
          "'type':'recognise','strokes':[]",
          "'type':'recognise','strokes':[[]]",
          "'type':'recognise','strokes':[7]",
          "'type':'recognise','strokes':[[1,2,3]]",
          "'type':'recognise','strokes':[[1,'2']]",
          "'type':'recognise','strokes':[[1,null]]",
          "'type':'recognise','strokes':[[1,1e999]]",
          "'type':'recognise','strokes':[[1,10001]]",
          "'type':'save','strokes':[[1,2]],'label':'a'",
          "'type':'save','key':'k','strokes':[[1,2]]",
          "'type':'save','key':'k','strokes':[],'label':'a'",
          "'type':'save','key':'k','strokes':[[1,2]],'label':''",
          "'type':'save','key':'k','strokes':[[1,2]],'label':'ab'",
          "'type':'save','key':'k','strokes':[[1,2]],'label':'\u20ac'",
          "'type':'save','key':'../k','strokes':[[1,2]],'label':'a'",
          "'type':'save','key':'k','strokes':[[1,2]],'label':'a','sample':'zz'",
          "'type':'save','key':'k','strokes':[[1,2]],'label':'a','practice':'yes'",
          "'type':'relabel','key':'never','label':'a'",
          "'type':'relabel','label':'a'",
          "'type':'suggest'",
          "'type':'suggest','count':0",
          "'type':'suggest','count':1000000",
          "'type':'surroundings','battery':2",
          "'type':'surroundings','battery':'full'",
          "'type':'surroundings','charging':1");

  private final List<Written> characters = Requests.written(1, 1);

  @Test
  void aBrowserFindsItsProfileAgainAfterAReloadAndARestart() {
    Demo first = start();
    String token = newToken(uri(first));
    assertThat(token(get(uri(first), "cookie", "thaw_profile=" + token))).isEqualTo(token);
    PageClient page = page(first, token);
    page.ask(Requests.save("k1", characters.get(0)));
    String device = page.state().path("device").asText();
    first.close();

    Demo second = start();
    assertThat(token(get(uri(second), "cookie", "thaw_profile=" + token))).isEqualTo(token);
    JsonNode state = page(second, token).state();
    assertThat(state.path("device").asText()).isEqualTo(device);
    assertThat(state.path("saved").asInt()).isEqualTo(1);
    assertThat(state.at("/entries/0/key").asText()).isEqualTo("k1");
    assertThat(state.at("/entries/0/label").asText()).isEqualTo(characters.get(0).label());
  }

  @Test
  void theCookieIsForThisSiteOnlyAndHiddenFromScripts() {
    String cookie = get(uri(open())).headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie)
        .contains("; Path=/", "; HttpOnly", "; SameSite=Strict", "; Max-Age=315360000");
  }

  @ParameterizedTest
  @ValueSource(strings = {FOREIGN_COOKIE, "thaw_profile=", "thaw_profile=../../etc", "x"})
  void aCookieOfAnotherInstallationGetsANewProfile(String cookie) {
    Demo demo = start();
    String token = token(get(uri(demo), "cookie", cookie));
    assertThat(cookie).doesNotContain(token);
    assertThat(page(demo, token).state().path("saved").asInt(-1)).isZero();
  }

  @Test
  void anotherInstallationOnTheSameHostKeepsItsProfile() {
    Demo demo = start();
    String own = token(get(uri(demo), "cookie", FOREIGN_COOKIE));
    String both = cookie(get(uri(demo), "cookie", FOREIGN_COOKIE + "." + own));
    assertThat(both).isEqualTo(FOREIGN + "." + own);
    String device = page(demo, own).state().path("device").asText();
    assertThat(page(demo, both).state().path("device").asText()).isEqualTo(device);
  }

  @Test
  void aSessionNeedsAKnownCookieAndThisOrigin() {
    URI server = uri(start());
    String token = newToken(server);
    assertThat(refusal(PageClient.options(server, FOREIGN))).isEqualTo(401);
    assertThat(refusal(withOrigin(PageClient.options(server, token), "http://127.0.0.1:1")))
        .isEqualTo(403);
    assertThat(refusal(withOrigin(PageClient.options(server, token), "null"))).isEqualTo(403);
    assertThat(refusal(withOrigin(PageClient.options(server, token), "% %"))).isEqualTo(403);
    assertThat(refusal(PageClient.options(server, token).setURI("/elsewhere"))).isEqualTo(404);
    WebSocketConnectOptions nobody = PageClient.options(server, token);
    nobody.getHeaders().remove("cookie");
    assertThat(refusal(nobody)).isEqualTo(401);
  }

  @Test
  void aPageThatComesBeforeTheModelWaitsForIt() {
    Demo demo = open();
    URI server = uri(demo);
    String token = newToken(server);
    assertThat(get(server.resolve("/page/main.js")).statusCode()).isEqualTo(200);
    CompletableFuture<PageClient> early =
        PageClient.connect(sockets, PageClient.options(server, token));
    assertThat(early).isNotDone();
    demo.prepare();
    assertThat(Await.get(early).state().path("labels")).hasSize(62);
  }

  @Test
  void aPageThatLeavesBeforeTheModelIsThereDisturbsNobody() throws IOException {
    Demo demo = open();
    URI server = uri(demo);
    String token = newToken(server);
    try (Socket leaving = new Socket(server.getHost(), server.getPort())) {
      leaving.getOutputStream().write(upgrade(server, token).getBytes(US_ASCII));
    }
    demo.prepare();
    assertStillAnswers(page(demo, token));
  }

  private static String upgrade(URI server, String token) {
    return """
        GET /session HTTP/1.1
        Host: %s
        Cookie: thaw_profile=%s
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==

        """
        .formatted(server.getRawAuthority(), token)
        .replace("\n", "\r\n");
  }

  @Test
  void whatIsWrittenIsRecognisedSavedAndCorrected() {
    Demo demo = start();
    PageClient page = page(demo);
    JsonNode found = page.ask(Requests.recognise(characters.get(0).strokes()));
    assertThat(found.path("type").asText()).isEqualTo("recognised");
    assertThat(found.path("best")).hasSize(5);
    assertThat(found.at("/best/0/p").asDouble()).isBetween(0.01, 1.0);
    assertThat(found.at("/outgoing/bytes").asInt()).isPositive();
    assertThat(found.path("hit").asBoolean()).isFalse();

    ObjectNode save = Requests.save("k1", characters.get(0));
    JsonNode saved = page.ask(save.put("sample", found.path("sample").asText()));
    assertThat(saved.path("type").asText()).isEqualTo("saved");
    assertThat(saved.at("/entry/predicted").asText()).isEqualTo(found.at("/best/0/label").asText());
    assertThat(page.ask(save).at("/entry/at")).isEqualTo(saved.at("/entry/at"));
    assertThat(page.ask(Requests.relabel("k1", "Q")).at("/entry/label").asText()).isEqualTo("Q");
    assertThat(page.ask(Requests.request("suggest").put("count", 30)).path("labels")).hasSize(30);
    assertThat(page.ask(Requests.request("surroundings").put("battery", 0.8)).path("type").asText())
        .isEqualTo("noted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "7",
        "{\"type\":\"recognise\",\"strokes\":[[1,2]]}",
        "{\"type\":\"recognise\",\"id\":0,\"strokes\":[[1,2]]}",
        "{\"type\":\"recognise\",\"id\":-3,\"strokes\":[[1,2]]}",
        "{\"type\":\"recognise\",\"id\":\"1\",\"strokes\":[[1,2]]}",
        "{\"type\":\"recognise\",\"id\":1e99,\"strokes\":[[1,2]]}"
      })
  void whatIsNoRequestIsAProblemOfNumberNought(String text) {
    PageClient page = page(start());
    page.sendText(text);
    assertProblem(page.await("a problem", PageClient::isProblem), 0);
    assertStillAnswers(page);
  }

  @Test
  void badRequestsAreAnsweredWithASentenceAndTheSessionGoesOn() {
    PageClient page = page(start());
    for (String fields : BAD_REQUESTS) {
      page.sendText("{\"id\":77," + fields.replace('\'', '"') + '}');
      JsonNode answer = page.await(fields, told -> told.path("id").asInt() == 77);
      assertProblem(answer, 77);
      page.told().remove(answer);
    }
    assertStillAnswers(page);
  }

  @Test
  void aDotAScribbleAndTenThousandPointsAreRecognised() {
    PageClient page = page(start());
    Random random = new Random(1);
    for (List<float[]> strokes :
        List.of(
            List.of(new float[] {5, -5}),
            Requests.scribble(400, random),
            Requests.scribble(10_000, random),
            Requests.scribble(20_000, random))) {
      JsonNode found = page.ask(Requests.recognise(strokes));
      assertThat(found.path("type").asText()).as("%s", found).isEqualTo("recognised");
    }
    assertProblem(page.ask(Requests.recognise(Requests.scribble(20_001, random))), -1);
    assertStillAnswers(page);
  }

  @Test
  void aMessageBeyondAnyCharacterEndsThatSessionOnly() {
    Demo demo = start();
    PageClient page = page(demo);
    PageClient other = page(demo);
    page.sendText("x".repeat(5 << 20));
    Await.until("the session ends", page::isClosed);
    assertStillAnswers(other);
  }

  @Test
  void ofManyDrawingsOnlyTheNewestWaitingOneIsRecognisedAndAnswersKeepTheirOrder() {
    PageClient page = page(start());
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      ids.add(page.send(Requests.recognise(characters.get(i).strokes())));
    }
    long last = page.send(Requests.save("k", characters.get(0)));
    page.await("the last answer", told -> told.path("id").asLong() == last);
    List<JsonNode> answers = page.told().stream().filter(told -> told.has("id")).toList();
    ids.add(last);
    assertThat(answers.stream().map(each -> each.path("id").asLong())).isEqualTo(ids);
    assertThat(answers.stream().map(each -> each.path("type").asText()))
        .contains("skipped", "recognised")
        .doesNotContain("problem");
    assertThat(answers.get(24).path("type").asText()).isEqualTo("recognised");
  }

  @Test
  void twoTabsOfOneProfileHearOfEachOther() {
    Demo demo = start();
    String token = newToken(uri(demo));
    PageClient one = page(demo, token);
    PageClient two = page(demo, token);
    one.ask(Requests.save("from-one", characters.get(0)));
    two.ask(Requests.save("from-two", characters.get(1)));
    for (PageClient page : List.of(one, two)) {
      page.await("one's save", told -> told.at("/entry/key").asText().equals("from-one"));
      page.await("two's save", told -> told.at("/entry/key").asText().equals("from-two"));
    }
    assertThat(page(demo).state().path("entries")).isEmpty();
  }

  @Test
  void aPageIsToldWhenACharacterHasLeft() {
    PageClient page = page(start());
    page.ask(Requests.save("k1", characters.get(0)));
    page.await("it has left", told -> told.at("/entry/leftAt").isTextual());
  }

  @Test
  void tenPagesWriteAtOnce() {
    Demo demo = start();
    List<PageClient> pages = IntStream.range(0, 10).mapToObj(i -> page(demo)).toList();
    for (int i = 0; i < 5; i++) {
      Written written = characters.get(i);
      String key = "k" + i;
      pages.forEach(page -> page.send(Requests.save(key, written)));
    }
    for (PageClient page : pages) {
      page.await("its last save", told -> told.path("id").asInt() == 5);
      assertThat(page.told().stream().filter(PageClient::isProblem)).isEmpty();
    }
    assertThat(pages.stream().map(page -> page.state().path("device").asText()).distinct())
        .hasSize(10);
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/page/main.js, text/javascript; charset=utf-8",
    "/page/page.css, text/css; charset=utf-8",
    "/ui/base.css, text/css; charset=utf-8",
    "/webjars/chart.js/4.5.1/dist/chart.umd.min.js, text/javascript; charset=utf-8"
  })
  void filesCarryTheirTypeAndThePolicy(String path, String type) {
    HttpResponse<String> answer = get(uri(open()).resolve(path));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo(type);
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, "cache-control")).isEqualTo("no-cache");
    assertThat(header(answer, "content-security-policy"))
        .contains("default-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
  }

  @Test
  void itSaysThatItIsUp() {
    HttpResponse<String> answer = get(uri(open()).resolve("/healthz"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"up\"}");
  }

  @Test
  void aFileThatTheBrowserHasIsNotSentAgain() {
    URI file = uri(open()).resolve("/page/main.js");
    String tag = header(get(file), "etag");
    HttpResponse<String> again = get(file, "if-none-match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(get(file, "if-none-match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/page/none.js", "/page/%2e%2e/Demo.class", "/v1/stream", "/x"})
  void whatIsNotThereIsSaidInOneLine(String path) {
    HttpResponse<String> answer = get(uri(open()).resolve(path));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body().lines()).hasSize(1);
  }

  private int refusal(WebSocketConnectOptions options) {
    ExecutionException failure =
        catchThrowableOfType(
            ExecutionException.class, () -> PageClient.connect(sockets, options).get());
    assertThat(failure.getCause()).isInstanceOf(UpgradeRejectedException.class);
    return ((UpgradeRejectedException) failure.getCause()).getStatus();
  }

  private static WebSocketConnectOptions withOrigin(
      WebSocketConnectOptions options, String origin) {
    options.getHeaders().set("origin", origin);
    return options;
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  /**
   * @param id -1 for any
   */
  private static void assertProblem(JsonNode answer, int id) {
    assertThat(answer.path("type").asText()).as("%s", answer).isEqualTo("problem");
    assertThat(answer.path("message").asText()).isNotBlank();
    assertThat(id < 0 || answer.path("id").asInt() == id).isTrue();
  }

  private static void assertStillAnswers(PageClient page) {
    JsonNode answer = page.ask(Requests.request("suggest").put("count", 3));
    assertThat(answer.path("labels")).hasSize(3);
  }
}

package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.access.Role;
import dev.thaw.cloud.server.Visitor.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a browser logs in, and what its cookie is good for. */
class LoginIT {
  private static final String ME = "/v1/operator/me";
  private static final String POLICY = "/v1/admin/freeze/policy";
  private static final Optional<String> NONE = Optional.empty();

  @TempDir static Path dir;
  private static RunningCloud cloud;

  @BeforeAll
  static void start() {
    cloud = RunningCloud.start(dir, ServerConfig.defaults());
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void tokenBecomesACookieThatScriptsAndOtherSitesCannotUse() throws Exception {
    Answer login = logIn(Visitor.operator(cloud, "ann", Role.OPERATOR));

    assertThat(login.status()).isEqualTo(200);
    assertThat(login.json().path("name").asText()).isEqualTo("ann");
    assertThat(login.json().path("role").asText()).isEqualTo("operator");
    assertThat(setCookie(login))
        .containsIgnoringCase("httponly")
        .contains("SameSite=Strict", "Path=/", "Max-Age=28800")
        .doesNotContain("Secure");
    assertThat(get(ME, cookie(login)).json().path("name").asText()).isEqualTo("ann");
    assertThat(get("/v1/admin/status", cookie(login)).status()).isEqualTo(200);
  }

  @Test
  void wrongTokensAndNoCookieAre401() throws Exception {
    assertThat(logIn("operator-nonsense").status()).isEqualTo(401);
    assertThat(get(ME, "thaw-operator=login-nonsense").status()).isEqualTo(401);
    assertThat(Visitor.get(cloud, ME, NONE).status()).isEqualTo(401);
  }

  @Test
  void cookieOpensWhatOperatorsMayReadAndNoRouteOfDevices() throws Exception {
    String cookie = cookie(logIn(Visitor.operator(cloud, "bea", Role.ADMIN)));

    assertThat(get("/v1/tasks", cookie).status()).isEqualTo(200);
    assertThat(get("/metrics", cookie).status()).isEqualTo(200);
    assertThat(get("/v1/tasks/signs/manifest?device=bea", cookie).status()).isEqualTo(401);
  }

  @Test
  void cookieChangesThingsForThisServersOwnPageAlone() throws Exception {
    String cookie = cookie(logIn(Visitor.operator(cloud, "cid", Role.OPERATOR)));
    String own = cloud.server().url();

    assertThat(put(cookie, "origin", own)).isEqualTo(200);
    assertThat(put(cookie, "sec-fetch-site", "same-origin")).isEqualTo(200);
    assertThat(put(cookie, "origin", own, "sec-fetch-site", "same-origin")).isEqualTo(200);
    assertThat(put(cookie)).as("no browser").isEqualTo(403);
    assertThat(put(cookie, "origin", "null")).isEqualTo(403);
    assertThat(put(cookie, "origin", "http://127.0.0.1:1")).as("other port").isEqualTo(403);
    assertThat(put(cookie, "origin", own.replace("http", "https"))).isEqualTo(403);
    assertThat(put(cookie, "origin", own, "sec-fetch-site", "same-site")).isEqualTo(403);
    assertThat(put(cookie, "sec-fetch-site", "cross-site")).isEqualTo(403);
    HttpRequest.Builder read =
        cloud.request(POLICY).header("cookie", cookie).header("sec-fetch-site", "same-site");
    assertThat(Visitor.send(read.GET(), NONE).status()).as("reading").isEqualTo(403);
  }

  @Test
  void otherPagesCannotLogABrowserIn() throws Exception {
    String token = Visitor.operator(cloud, "dan", Role.VIEWER);
    HttpRequest.Builder login =
        cloud
            .request("/v1/operator/login")
            .header("content-type", "application/json")
            .header("origin", "http://elsewhere.example")
            .POST(BodyPublishers.ofString("{\"token\":\"" + token + "\"}"));
    assertThat(Visitor.send(login, NONE).status()).isEqualTo(403);
  }

  @Test
  void cookieHasTheRoleOfItsOperator() throws Exception {
    String cookie = cookie(logIn(Visitor.operator(cloud, "eve", Role.VIEWER)));

    assertThat(put(cookie, "origin", cloud.server().url())).isEqualTo(403);
    assertThat(get(POLICY, cookie).status()).isEqualTo(200);
  }

  @Test
  void logOutEndsTheSessionNotJustTheCookie() throws Exception {
    Answer login = logIn(Visitor.operator(cloud, "fay", Role.VIEWER));
    HttpRequest.Builder logOut =
        cloud
            .request("/v1/operator/logout")
            .header("content-type", "application/json")
            .header("cookie", cookie(login))
            .POST(BodyPublishers.ofString("{}"));

    Answer out = Visitor.send(logOut, NONE);

    assertThat(out.status()).isEqualTo(200);
    assertThat(setCookie(out)).contains("Max-Age=0");
    assertThat(get(ME, cookie(login)).status()).isEqualTo(401);
  }

  @Test
  void rotatedAndRemovedOperatorsAreLoggedOut() throws Exception {
    String token = Visitor.operator(cloud, "gus", Role.VIEWER);
    String first = cookie(logIn(token));
    String rotated = cloud.trainer().access().operators().rotate("gus").secret();

    assertThat(get(ME, first).status()).isEqualTo(401);
    assertThat(logIn(token).status()).as("the old token").isEqualTo(401);
    String second = cookie(logIn(rotated));
    cloud.trainer().access().operators().remove("gus");
    assertThat(get(ME, second).status()).isEqualTo(401);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void removedOperatorStopsHearingEvents() throws Exception {
    String token = Visitor.operator(cloud, "hal", Role.VIEWER);
    var response =
        RunningCloud.http()
            .send(
                cloud
                    .request("/v1/admin/events")
                    .header("accept", "text/event-stream")
                    .header("authorization", "Bearer " + token)
                    .build(),
                java.net.http.HttpResponse.BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);

    cloud.trainer().access().operators().remove("hal");

    assertThat(response.body().count()).as("the stream ends").isNotNegative();
  }

  private static int put(String cookie, String... headers) throws Exception {
    HttpRequest.Builder request =
        cloud
            .request(POLICY)
            .header("content-type", "application/json")
            .header("cookie", cookie)
            .PUT(BodyPublishers.ofString("{\"policy\": \"manual\"}"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Visitor.send(request, NONE).status();
  }

  private static Answer get(String path, String cookie) throws Exception {
    return Visitor.send(cloud.request(path).header("cookie", cookie).GET(), NONE);
  }

  private static Answer logIn(String token) throws Exception {
    return Visitor.post(
        cloud, "/v1/operator/login", "{\"token\":\"" + token + "\"}", Optional.empty());
  }

  private static String setCookie(Answer answer) {
    return answer.response().headers().firstValue("set-cookie").orElse("");
  }

  private static String cookie(Answer answer) {
    return setCookie(answer).split(";", 2)[0];
  }
}

package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.access.Role;
import dev.thaw.cloud.server.Visitor.Answer;
import dev.thaw.cloud.server.access.Need;
import dev.thaw.cloud.server.access.Rule;
import dev.thaw.cloud.server.access.Rules;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The whole table of who may do what, against a real server. */
class RolesIT {
  @TempDir static Path dir;
  private static RunningCloud cloud;
  private static String device;
  private static final Map<Role, String> TOKENS = new EnumMap<>(Role.class);

  @BeforeAll
  static void start() throws Exception {
    cloud = RunningCloud.start(dir, ServerConfig.defaults());
    for (Role role : Role.values()) {
      TOKENS.put(role, Visitor.operator(cloud, "the-" + role, role));
    }
    device = Visitor.enrolled(cloud, "tablet", Optional.empty()).session();
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void everyRouteHasARuleAndEveryRuleARoute() {
    Set<String> routes = new TreeSet<>();
    for (Route route : cloud.server().router().getRoutes()) {
      if (route.methods() != null) {
        String path = route.getPath() + (route.isExactPath() ? "" : "*");
        for (HttpMethod method : route.methods()) {
          routes.add(method + " " + path);
        }
      }
    }
    assertThat(Rules.all().stream().map(rule -> rule.method() + " " + rule.path()))
        .containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void routeWithoutARuleIsClosedToEverybody() throws Exception {
    cloud.server().router().get("/v1/admin/forgotten").handler(ctx -> ctx.response().end("in"));

    Answer answer = Visitor.get(cloud, "/v1/admin/forgotten", Optional.of(TOKENS.get(Role.ADMIN)));

    assertThat(answer.status()).isEqualTo(404);
    cloud.server().router().getRoutes().stream()
        .filter(route -> "/v1/admin/forgotten".equals(route.getPath()))
        .forEach(Route::remove);
  }

  @Test
  void descriptionNamesTheNeedOfEachRoute() {
    String yaml = new String(HealthRoutes.openApi(), StandardCharsets.UTF_8);
    for (Rule rule : Rules.all()) {
      String path = rule.path().replaceAll(":(\\w+)", "{$1}").replaceAll("\\*$", "{path}");
      String below = yaml.substring(yaml.indexOf("\n  " + path + ":\n") + 1);
      String method = "    " + rule.method().name().toLowerCase(java.util.Locale.ROOT) + ":\n";
      String operation = operation(below.substring(below.indexOf(method) + method.length()));
      assertThat(operation).as(rule.toString()).contains(expected(rule.need()));
      if (rule.need() != Need.NOTHING) {
        assertThat(operation).as(rule.toString()).contains("\"401\":");
      }
      if (rule.need() != Need.NOTHING && rule.need() != Need.SOMEBODY) {
        assertThat(operation).as(rule.toString()).contains("\"403\":");
      }
    }
  }

  private static String operation(String yaml) {
    return yaml.lines()
        .takeWhile(line -> line.isEmpty() || line.startsWith("      "))
        .collect(Collectors.joining("\n"));
  }

  private static String expected(Need need) {
    return switch (need) {
      case NOTHING -> "security: []";
      case DEVICE -> "security:\n        - device: []";
      case SOMEBODY -> "security:\n        - device: []\n        - operator: []";
      case VIEWER -> "x-role: viewer";
      case OPERATOR -> "x-role: operator";
      case ADMIN -> "x-role: admin";
    };
  }

  @TestFactory
  Stream<DynamicTest> eachRouteLetsInWhomItsRuleSays() {
    return Rules.all().stream()
        .filter(rule -> !rule.path().equals("/v1/operator/logout"))
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.method() + " " + rule.path() + " needs " + rule.need(),
                    () -> check(rule)));
  }

  private static void check(Rule rule) throws Exception {
    assertThat(isLetIn(rule, Optional.empty())).isEqualTo(rule.need() == Need.NOTHING);
    assertThat(isLetIn(rule, Optional.of(device)))
        .as("a device")
        .isEqualTo(Set.of(Need.NOTHING, Need.DEVICE, Need.SOMEBODY).contains(rule.need()));
    for (Role role : Role.values()) {
      assertThat(isLetIn(rule, Optional.of(TOKENS.get(role))))
          .as(role.toString())
          .isEqualTo(mayDo(role, rule.need()));
    }
    if (rule.need() != Need.NOTHING) {
      assertThat(call(rule, Optional.of("operator-nonsense")).status()).isEqualTo(401);
    }
  }

  private static boolean mayDo(Role role, Need need) {
    return switch (need) {
      case NOTHING, SOMEBODY -> true;
      case DEVICE -> false;
      case VIEWER -> true;
      case OPERATOR -> role != Role.VIEWER;
      case ADMIN -> role == Role.ADMIN;
    };
  }

  /** Whether the route itself answered: all of them refuse this request, as a mistake. */
  private static boolean isLetIn(Rule rule, Optional<String> token) throws Exception {
    Answer answer = call(rule, token);
    assertThat(answer.status()).as(answer.text()).isLessThan(500);
    boolean atTheDoor =
        (answer.status() == 401
                && answer.response().headers().map().containsKey("www-authenticate"))
            || (answer.status() == 403 && answer.text().contains("this needs"));
    if (token.isEmpty() && atTheDoor) {
      assertThat(answer.status()).isEqualTo(401);
    }
    return !atTheDoor;
  }

  private static Answer call(Rule rule, Optional<String> token) throws Exception {
    String path =
        rule.path().replaceAll(":\\w+", "none").replaceAll("\\*$", "")
            + (rule.path().endsWith("advice") ? "?maxBytes=none" : "");
    return rule.method().equals(HttpMethod.GET)
        ? Visitor.get(cloud, path, token)
        : Visitor.call(cloud, rule.method().name(), path, "{\"nonsense\": 1}", token);
  }
}

package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.SampleOutcome;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.net.ConnectException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudServerIT {
  private static final Pattern PATH = Pattern.compile("  (/\\S*):");
  private static final Pattern METHOD = Pattern.compile("    (get|put|post|delete|patch|head):");

  @TempDir static Path dir;
  private static RunningCloud cloud;

  @BeforeAll
  static void start() {
    cloud = RunningCloud.start(dir.resolve("one"));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionIsARoute() throws Exception {
    String served =
        RunningCloud.http()
            .send(cloud.request("/v1/openapi.yaml").build(), BodyHandlers.ofString())
            .body();

    assertThat(described(served)).isEqualTo(routes());
    assertThat(served).isEqualTo(new String(HealthRoutes.openApi(), StandardCharsets.UTF_8));
  }

  @Test
  void everyReferenceOfTheDescriptionLeadsSomewhere() {
    String yaml = new String(HealthRoutes.openApi(), StandardCharsets.UTF_8);
    Matcher reference = Pattern.compile("\\$ref: \"#/components/\\w+/(\\w+)\"").matcher(yaml);
    while (reference.find()) {
      assertThat(yaml).contains("\n    " + reference.group(1) + ":\n");
    }
  }

  @Test
  void portInUseIsOneMessageNamingTheAddress() {
    ServerConfig taken = ServerConfig.open().at("127.0.0.1", cloud.server().port());

    assertThatThrownBy(() -> CloudServer.start(taken, cloud.trainer()))
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("127.0.0.1:" + cloud.server().port())
        .hasMessageContaining("in use");
  }

  @Test
  void unknownHostIsOneMessageNamingIt() {
    ServerConfig nowhere = ServerConfig.open().at("no-such-host.invalid", 0);

    assertThatThrownBy(() -> CloudServer.start(nowhere, cloud.trainer()))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void closedServerAnswersNobodyAndAnAcknowledgedBatchIsThereAfterwards() throws Exception {
    Path dataDir = dir.resolve("two");
    RunningCloud first = RunningCloud.start(dataDir);
    try (TestDevice device = TestDevice.welcomed(first, "d")) {
      device.send(first.batch("d", 1, 5, 1));
      assertThat(device.next(BatchAck.class).outcomes()).containsOnly(SampleOutcome.STORED);
    }
    first.close();
    first.close();

    assertThatThrownBy(
            () ->
                RunningCloud.http()
                    .send(first.request("/healthz").build(), BodyHandlers.ofString()))
        .isInstanceOf(ConnectException.class);
    try (RunningCloud second = RunningCloud.start(dataDir)) {
      assertThat(second.trainer().featureCounts(RunningCloud.TASK).usable()).isEqualTo(5);
    }
  }

  @Test
  void configurationRefusesNonsense() {
    ServerConfig defaults = ServerConfig.open();

    assertThat(defaults.host()).isEqualTo("127.0.0.1");
    assertThatThrownBy(() -> defaults.at("127.0.0.1", 70_000)).hasMessageContaining("70000");
    assertThatThrownBy(() -> defaults.withWindow(0)).hasMessageContaining("window");
    assertThatThrownBy(() -> defaults.withMaxFrameBytes(10)).hasMessageContaining("10");
    assertThatThrownBy(() -> defaults.withKeepAlive(java.time.Duration.ZERO))
        .hasMessageContaining("keep-alive");
  }

  private static Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    for (Route route : cloud.server().router().getRoutes()) {
      if (route.methods() == null) {
        continue; // a check on the way to others
      }
      for (HttpMethod method : route.methods()) {
        routes.add(method.name() + ' ' + pathOf(route));
      }
    }
    return routes;
  }

  /** As the description writes it; a route without a path of its own is for every path. */
  private static String pathOf(Route route) {
    return route.getPath().replaceAll(":(\\w+)", "{$1}") + (route.isExactPath() ? "" : "{path}");
  }

  private static Set<String> described(String yaml) {
    Set<String> described = new TreeSet<>();
    String path = "";
    for (String line : yaml.lines().toList()) {
      Matcher pathLine = PATH.matcher(line);
      Matcher methodLine = METHOD.matcher(line);
      if (pathLine.matches()) {
        path = pathLine.group(1);
      } else if (methodLine.matches()) {
        described.add(methodLine.group(1).toUpperCase(java.util.Locale.ROOT) + ' ' + path);
      }
    }
    return described;
  }
}

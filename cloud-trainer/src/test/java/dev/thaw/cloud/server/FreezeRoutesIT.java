package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Message.Status;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreezeRoutesIT {
  private static final String FREEZE = "/v1/admin/freeze";
  private static final String STATUS = FREEZE + "/status";
  private static final String CHANGE = FREEZE + "/change";
  private static final String POLICY = FREEZE + "/policy";
  private static final String WAITING = "{\"depth\":5,\"when\":\"80%\",\"deadlineSeconds\":3600}";

  @TempDir Path dir;
  private RunningCloud cloud;

  @BeforeEach
  void start() throws Exception {
    cloud = RunningCloud.start(dir);
    cloud.trainer().ingest(cloud.batch("writer", 1, 16, 1)).get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void dryRunTellsThePlanAndChangesNothing() throws Exception {
    JsonNode deeper = json(200, put(FREEZE, "{\"depth\":7,\"dryRun\":true}"));
    JsonNode shallower = json(200, put(FREEZE, "{\"depth\":5,\"when\":0.5,\"dryRun\":true}"));

    assertThat(deeper.path("from").asInt()).isEqualTo(6);
    assertThat(deeper.path("to").asInt()).isEqualTo(7);
    assertThat(deeper.path("advanced").asLong()).isEqualTo(16);
    assertThat(shallower.path("unknown").asLong()).isEqualTo(16);
    assertNothingChanged();
    assertRefused(put(FREEZE, "{\"depth\":9,\"dryRun\":true}"), 400, "BAD_REQUEST", "9");
    assertRefused(put(FREEZE, "{\"depth\":0,\"dryRun\":true}"), 403, "FORBIDDEN", "raw");
  }

  @Test
  void changeThatWaitsIsAnsweredAtOnceAndIsOneChangeHoweverOftenAsked() throws Exception {
    JsonNode first = json(202, put(FREEZE, WAITING));
    JsonNode second = json(202, put(FREEZE, WAITING));
    JsonNode shown = json(200, get("/v1/admin/status")).path("tasks").get(0).path("change");

    assertThat(first.path("change").path("phase").asText()).isEqualTo("WAITING_FOR_REPAIR");
    assertThat(first.path("change").path("when").asDouble()).isEqualTo(0.8);
    assertThat(first.path("change").path("target").asInt()).isEqualTo(5);
    assertThat(first.path("change").path("deadline").isTextual()).isTrue();
    assertThat(first.path("wanted").path("depth").asInt()).isEqualTo(5);
    assertThat(first.path("freeze").path("depth").asInt()).isEqualTo(6);
    assertThat(second.path("change").path("startedAt"))
        .isEqualTo(first.path("change").path("startedAt"));
    assertThat(shown.path("target").asInt()).isEqualTo(5);
    assertRefused(put(FREEZE, "{\"depth\":4,\"when\":\"80%\"}"), 409, "CONFLICT", "5");
    assertRefused(put(FREEZE, "{\"depth\":7}"), 409, "CONFLICT", "5");
  }

  @Test
  void changeThatWaitsCanBeCalledOffOnce() throws Exception {
    json(202, put(FREEZE, WAITING));

    JsonNode first = json(200, delete(CHANGE));
    JsonNode second = json(200, delete(CHANGE + "?task=signs"));

    assertThat(first.path("cancelled").asBoolean()).isTrue();
    assertThat(first.path("change").isNull()).isTrue();
    assertThat(first.path("last").path("outcome").asText()).isEqualTo("CANCELLED");
    assertThat(second.path("cancelled").asBoolean()).isFalse();
    assertNothingChanged();
    assertThat(scrape())
        .contains(
            "thaw_freeze_changes_total{outcome=\"cancelled\",task=\"signs\",whole=\"false\"}");
  }

  @Test
  void changeAtOnceCanBeAskedForWithoutWaiting() throws Exception {
    json(202, put(FREEZE, "{\"depth\":7,\"wait\":false}"));

    JsonNode done = json(200, put(FREEZE, "{\"depth\":7,\"when\":\"now\"}"));
    JsonNode status = json(200, get(STATUS));

    assertThat(done.path("after").path("depth").asInt()).isEqualTo(7);
    assertThat(status.path("freeze").path("epoch").asInt()).isEqualTo(1);
    assertThat(status.path("change").isNull()).isTrue();
    assertThat(status.path("last").path("outcome").asText()).isEqualTo("SWITCHED");
    assertThat(status.path("last").path("from").asInt()).isEqualTo(6);
    assertThat(scrape())
        .contains(
            "thaw_freeze_changes_total{outcome=\"switched\",task=\"signs\",whole=\"false\"} 1.0")
        .contains("thaw_freeze_epoch{task=\"signs\"} 1.0");
  }

  @Test
  void statusCountsSamplesAndDevicesToRepair() throws Exception {
    json(200, put(FREEZE, "{\"depth\":5}"));

    eventually(STATUS, status -> status.path("samples").path("waiting").asLong() == 16);
    JsonNode status = json(200, get(STATUS));

    assertThat(status.path("samples").path("ready").asLong()).isZero();
    assertThat(status.path("samples").path("lost").asLong()).isZero();
    assertThat(status.path("devices").path("waitingRepair").asLong()).isEqualTo(1);
    assertThat(scrape())
        .contains("thaw_repairs_waiting{task=\"signs\"} 16.0")
        .contains("thaw_repairs_lost{task=\"signs\"} 0.0");
  }

  @Test
  void deviceCountsAsSwitchedOnceItReportedTheManifestMeantForIt() throws Exception {
    Digest manifest =
        cloud.trainer().manifestFor(RunningCloud.TASK, "writer", Optional.empty()).digest();
    try (TestDevice device = TestDevice.welcomed(cloud, "writer")) {
      eventually(STATUS, status -> status.path("devices").path("connected").asInt() == 1);
      assertThat(switched()).isZero();

      device.send(new Status(Optional.of(manifest), Map.of()));
      eventually(STATUS, status -> status.path("devices").path("switched").asInt() == 1);
      assertThat(switched()).isEqualTo(1);

      json(200, put(FREEZE, "{\"depth\":7}"));
      assertThat(switched()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'depth':99}|99",
        "{'depth':-1}|-1",
        "{'depth':5.5}|depth",
        "{'depth':'5'}|depth",
        "{}|depth",
        "{'depth':5,'when':'0%'}|0%",
        "{'depth':5,'when':'120%'}|120%",
        "{'depth':5,'when':0}|0",
        "{'depth':5,'when':1.5}|1.5",
        "{'depth':5,'when':-0.1}|-0.1",
        "{'depth':5,'when':'soon'}|soon",
        "{'depth':5,'when':true}|true",
        "{'depth':5,'deadlineSeconds':60}|deadline",
        "{'depth':5,'when':'80%','deadlineSeconds':0}|deadline",
        "{'depth':5,'when':'80%','deadlineSeconds':1e30}|deadlineSeconds",
        "{'depth':5,'when':'80%','deadlineSeconds':99999999999}|deadline",
        "{'depth':5,'wait':'yes'}|wait",
        "{'depth':5,'dryRun':1}|dryRun",
        "{'depth':5,'deadlin':1}|deadlin",
        "[]|object",
        "{|JSON"
      })
  void mistakesInAChangeAreNamedAndChangeNothing(String body, String named) throws Exception {
    assertRefused(put(FREEZE, body.replace('\'', '"')), 400, "BAD_REQUEST", named);
    assertNothingChanged();
  }

  @Test
  void unknownTaskIsRefusedEverywhere() throws Exception {
    String chess = "?task=chess";
    assertRefused(get(STATUS + chess), 404, "UNKNOWN_TASK", "chess");
    assertRefused(delete(CHANGE + chess), 404, "UNKNOWN_TASK", "chess");
    assertRefused(put(FREEZE + chess, WAITING), 404, "UNKNOWN_TASK", "chess");
    assertRefused(put(FREEZE + chess, "{\"depth\":5,\"dryRun\":true}"), 404, "UNKNOWN", "chess");
    assertRefused(get(FREEZE + "/advice" + chess), 404, "UNKNOWN_TASK", "chess");
    assertRefused(get(POLICY + chess), 404, "UNKNOWN_TASK", "chess");
    assertRefused(put(POLICY + chess, "{\"policy\":\"auto\"}"), 404, "UNKNOWN_TASK", "chess");
  }

  @Test
  void policyKeepsWhatIsNotNamedAndSurvives() throws Exception {
    JsonNode first = json(200, get(POLICY));
    json(200, put(POLICY, "{\"policy\":\"auto\",\"everySeconds\":7200,\"maxBytes\":600}"));
    JsonNode margin = json(200, put(POLICY, "{\"margin\":0.25,\"minAccuracy\":0.9}"));
    JsonNode same = json(200, put(POLICY, "{}"));
    JsonNode freed = json(200, put(POLICY, "{\"policy\":\"manual\",\"maxBytes\":null}"));

    assertThat(first.path("policy").asText()).isEqualTo("manual");
    assertThat(margin.path("policy").asText()).isEqualTo("auto");
    assertThat(margin.path("everySeconds").asLong()).isEqualTo(7200);
    assertThat(margin.path("margin").asDouble()).isEqualTo(0.25);
    assertThat(margin.path("maxBytes").asLong()).isEqualTo(600);
    assertThat(same).isEqualTo(margin);
    assertThat(freed.path("policy").asText()).isEqualTo("manual");
    assertThat(freed.path("maxBytes").isNull()).isTrue();
    assertThat(freed.path("minAccuracy").asDouble()).isEqualTo(0.9);
    assertThat(json(200, get(POLICY))).isEqualTo(freed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'policy':'maybe'}|maybe",
        "{'margin':1.5}|1.5",
        "{'margin':'10%'}|margin",
        "{'everySeconds':0}|0",
        "{'everySeconds':1.5}|everySeconds",
        "{'maxBytes':0}|0",
        "{'maxDeviceMs':-1}|-1",
        "{'minAccuracy':2}|2",
        "{'limits':{}}|limits"
      })
  void mistakesInAPolicyAreNamedAndChangeNothing(String body, String named) throws Exception {
    JsonNode before = json(200, get(POLICY));
    assertRefused(put(POLICY, body.replace('\'', '"')), 400, "BAD_REQUEST", named);
    assertThat(json(200, get(POLICY))).isEqualTo(before);
  }

  @Test
  void adviceHasARowForEachPossibleDepth() throws Exception {
    JsonNode advice = json(200, get(FREEZE + "/advice?maxBytes=100000&maxDeviceMs=1000"));

    assertThat(advice.path("presentDepth").asInt()).isEqualTo(6);
    assertThat(advice.path("limits").path("maxBytes").asLong()).isEqualTo(100_000);
    assertThat(advice.path("rows").findValuesAsText("depth"))
        .containsExactly("1", "2", "3", "4", "5", "6", "7");
    assertThat(advice.path("reason").asText()).isNotBlank();
    assertThat(advice.path("deviceTime").asText()).isNotBlank();
    assertThat(advice.path("accuracyTest").asText()).isNotBlank();
  }

  @Test
  void mistakesInLimitsOfAnAdviceAreNamed() throws Exception {
    assertRefused(get(FREEZE + "/advice?maxBytes=few"), 400, "BAD_REQUEST", "few");
    assertRefused(get(FREEZE + "/advice?maxBytes=0"), 400, "BAD_REQUEST", "0");
    assertRefused(get(FREEZE + "/advice?maxDeviceMs=NaN"), 400, "BAD_REQUEST", "NaN");
    assertRefused(get(FREEZE + "/advice?minAccuracy=95%25"), 400, "BAD_REQUEST", "95%");
    assertRefused(get(FREEZE + "/advice?minAccuracy=2"), 400, "BAD_REQUEST", "2");
  }

  @Test
  void formsOfWebPagesChangeNothing() throws Exception {
    for (String path : new String[] {FREEZE, POLICY}) {
      HttpRequest form =
          cloud
              .request(path)
              .header("content-type", "text/plain")
              .PUT(BodyPublishers.ofString("{\"depth\":7}"))
              .build();
      assertRefused(
          RunningCloud.http().send(form, BodyHandlers.ofString()), 400, "BAD_REQUEST", "text");
    }
    assertNothingChanged();
  }

  private int switched() throws Exception {
    return json(200, get(STATUS)).path("devices").path("connectedSwitched").asInt();
  }

  private void assertNothingChanged() throws Exception {
    JsonNode status = json(200, get(STATUS));
    assertThat(status.path("change").isNull()).isTrue();
    assertThat(status.path("freeze").path("depth").asInt()).isEqualTo(6);
    assertThat(status.path("freeze").path("epoch").asInt()).isZero();
  }

  private static void assertRefused(
      HttpResponse<String> response, int status, String code, String named) throws Exception {
    JsonNode error = json(status, response);
    assertThat(error.path("error").asText()).startsWith(code);
    assertThat(error.path("message").asText()).contains(named);
  }

  private static JsonNode json(int status, HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return new ObjectMapper().readTree(response.body());
  }

  private void eventually(String path, java.util.function.Predicate<JsonNode> condition)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.test(json(200, get(path)))) {
      assertThat(System.nanoTime()).as("condition within 10 s").isLessThan(deadline);
      Thread.yield();
    }
  }

  private String scrape() throws Exception {
    return get("/metrics").body();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(cloud.request(path));
  }

  private HttpResponse<String> delete(String path) throws Exception {
    return send(cloud.request(path).DELETE());
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return send(
        cloud
            .request(path)
            .header("content-type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return RunningCloud.http().send(request.build(), BodyHandlers.ofString());
  }
}

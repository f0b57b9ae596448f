package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreezeTextsTest {
  private static final String STATUS =
      """
      {"task":"handwriting","freeze":{"depth":60,"epoch":123456},
       "change":{"target":50,"wholeUpdate":false,"phase":"PHASE","when":0.825,
         "startedAt":"2026-11-21T12:00:00.123456Z","deadline":"2026-11-21T14:00:00.123Z",
         "resumed":true,"featuresDone":999999,"featuresTotal":1999999,"headsDone":100,
         "headsTotal":9999,"samplesReady":1000000,"samplesTotal":2000000},
       "last":{"from":10,"to":20,"wholeUpdate":false,"outcome":"ROLLED_BACK",
         "reason":"a reason that is longer than a line, since somebody wrote down everything\
       that happened before it came to this and what it was like","resumed":true,
         "startedAt":"2026-11-21T12:00:00Z","endedAt":"2026-11-21T12:00:00Z"},
       "samples":{"ready":1234567,"waiting":1234567,"lost":1234567},
       "devices":{"known":99999,"connected":12345,"switched":5,"connectedSwitched":12344,
         "waitingRepair":99999}}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"PREPARING", "WAITING_FOR_REPAIR", "DROPPING"})
  void everyLineFitsHoweverLargeTheFigures(String phase) throws Exception {
    JsonNode status = status(phase);

    assertThat(FreezeTexts.lines(status)).allMatch(line -> line.length() <= 80);
    assertThat(FreezeTexts.line(status)).hasSizeLessThanOrEqualTo(80);
  }

  @Test
  void lastChangeSaysWhatBecameOfItAndWhy() throws Exception {
    assertThat(String.join("\n", FreezeTexts.lines(status("WAITING_FOR_REPAIR"))))
        .contains("60 -> 50, at 82.5% repaired, or at 2026-11-21T14:00:00Z")
        .contains("it was interrupted and taken up again")
        .contains("[##########..........] 1234567 of 2469134 can be used at depth 50")
        .contains("10 -> 20 rolled back at 2026-11-21T12:00:00Z, resumed")
        .contains("because   a reason that");
  }

  @Test
  void taskIsSettledWhenNothingMovesAndAllConnectedDevicesHaveSwitched() throws Exception {
    assertThat(FreezeTexts.isSettled(settled(2, 2))).isTrue();
    assertThat(FreezeTexts.isSettled(settled(2, 1))).isFalse();
    assertThat(FreezeTexts.isSettled(status("PREPARING"))).isFalse();
  }

  @Test
  void durationsAreReadAndWritten() {
    assertThat(new AskedDuration().convert("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(new AskedDuration().convert("15m")).isEqualTo(Duration.ofMinutes(15));
    assertThat(new AskedDuration().convert("2h")).isEqualTo(Duration.ofHours(2));
    assertThat(new AskedDuration().convert("1d")).isEqualTo(Duration.ofDays(1));
    assertThat(AskedDuration.text(90)).isEqualTo("90s");
    assertThat(AskedDuration.text(5400)).isEqualTo("90m");
    assertThat(AskedDuration.text(7200)).isEqualTo("2h");
    assertThat(AskedDuration.text(172_800)).isEqualTo("2d");
  }

  @Test
  void amountsAndFiguresAreShort() {
    assertThat(Texts.amount(0)).isEqualTo("0");
    assertThat(Texts.amount(999)).isEqualTo("999");
    assertThat(Texts.amount(1234)).isEqualTo("1.2k");
    assertThat(Texts.amount(123_456)).isEqualTo("123k");
    assertThat(Texts.amount(4_560_000)).isEqualTo("4.6M");
    assertThat(Texts.figure(0.01234)).isEqualTo("0.012");
    assertThat(Texts.figure(1.234)).isEqualTo("1.23");
    assertThat(Texts.figure(12.34)).isEqualTo("12.3");
    assertThat(Texts.figure(1234)).isEqualTo("1234");
  }

  private static JsonNode status(String phase) throws Exception {
    return new ObjectMapper().readTree(STATUS.replace("PHASE", phase));
  }

  private static JsonNode settled(int connected, int switched) throws Exception {
    return new ObjectMapper()
        .readTree(
            "{\"change\":null,\"devices\":{\"connected\":%d,\"connectedSwitched\":%d}}"
                .formatted(connected, switched));
  }
}

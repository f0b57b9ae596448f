package dev.thaw.cloud.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.canary.FallenHead;
import dev.thaw.cloud.freeze.FreezeStatus.Ended;
import dev.thaw.cloud.freeze.FreezeStatus.Outcome;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class NarratorTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final InstantSource time = now::get;
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final EventLog log = new EventLog(clock);
  private final Narrator narrator = new Narrator(log, clock);

  @Test
  void featuresOfOneDeviceAreToldOnceASecondAndEachDeviceByItself() {
    narrator.featuresStored("signs", "pen-1", 5);
    narrator.featuresStored("signs", "pen-1", 7);
    narrator.featuresStored("signs", "pen-2", 1);
    narrator.tick();
    assertThat(log.after(0)).isEmpty();

    now.set(NOON.plusSeconds(1));
    narrator.tick();
    narrator.tick();

    assertThat(texts()).containsExactly("12 features from pen-1", "1 feature from pen-2");
  }

  @Test
  void moreDevicesThanAreAddedUpAreToldAtOnce() {
    for (int i = 0; i <= 1_000; i++) {
      narrator.featuresStored("signs", "pen-" + i, 1);
    }

    assertThat(log.lastId()).isEqualTo(1_001);
    assertThat(log.after(0)).hasSize(EventLog.CAPACITY);
  }

  @Test
  void changesThatCameAboutAndThatDidNotAreToldApart() {
    narrator.changeEnded("signs", ended(Outcome.SWITCHED, "", false));
    narrator.changeEnded("signs", ended(Outcome.CANCELLED, "by the operator", false));
    narrator.changeEnded("signs", ended(Outcome.ROLLED_BACK, "the disk is full", true));

    assertThat(texts())
        .containsExactly(
            "the change of depth from 6 to 5 is in force",
            "the change of depth from 6 to 5 was called off",
            "the change of the base model did not come about: the disk is full");
  }

  @Test
  void rollbacksNameTheScopeAndItsDevice() {
    narrator.rolledBack("signs", new Scope.OfDevice("pen-1"), 3, Optional.of(5L));

    News news = log.after(0).get(0).news();
    assertThat(news.text()).isEqualTo("device/pen-1 is back at version 3, as version 5");
    assertThat(news.device()).contains("pen-1");
    assertThat(news.version()).contains(5L);
    assertThat(news.kind().toString()).isEqualTo("rollback");
  }

  @Test
  void aHeadThatFellNamesTheDeviceAndTheCounts() {
    Digest manifest = Digest.of(new byte[0]);
    FallenHead head = new FallenHead("signs", "pen-1", manifest, 9, 2);
    narrator.headFell(head, new Scope.Cohort("team"), false);

    News news = log.after(0).get(0).news();
    assertThat(news.kind().toString()).isEqualTo("fell-back");
    assertThat(news.device()).contains("pen-1");
    assertThat(news.text())
        .isEqualTo(
            "pen-1 fell back from the head of cohort/team: on 9 of its later annotations the general"
                + " model was right and the head was not, on 2 the other way round");
  }

  @Test
  void changedTopicsAreTakenOnce() {
    narrator.connected("signs", "pen-1");

    assertThat(log.takeChanged()).containsExactlyInAnyOrder(Topic.DEVICES, Topic.STATUS);
    assertThat(log.takeChanged()).isEmpty();
  }

  private List<String> texts() {
    return log.after(0).stream().map(event -> event.news().text()).toList();
  }

  private static Ended ended(Outcome outcome, String reason, boolean wholeUpdate) {
    return new Ended(6, 5, wholeUpdate, outcome, reason, false, NOON, NOON.plusSeconds(1));
  }
}

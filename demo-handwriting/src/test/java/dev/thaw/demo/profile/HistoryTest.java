package dev.thaw.demo.profile;

import static dev.thaw.demo.profile.Entries.NOW;
import static dev.thaw.demo.profile.Entries.entry;
import static dev.thaw.demo.profile.Entries.model;
import static dev.thaw.demo.profile.Entries.sample;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  /** Never changed: histories of people stand on disks in this form. */
  private static final List<String> GOLDEN =
      List.of(
          "{\"type\":\"begun\",\"at\":\"2026-11-21T15:00:00.123Z\"}",
          "{\"type\":\"model\",\"version\":0,\"scope\":null,\"createdAt\":null,"
              + "\"since\":\"2026-11-21T15:00:00.123Z\",\"depth\":6,\"layers\":8}",
          "{\"type\":\"model\",\"version\":2,\"scope\":\"device/x\","
              + "\"createdAt\":\"2026-11-21T15:00:00.123Z\","
              + "\"since\":\"2026-11-21T15:00:02.123Z\",\"depth\":6,\"layers\":8}",
          "{\"type\":\"saved\",\"key\":\"k1\",\"sample\":\"47dc540c94ceb704a23875c11273e16b\","
              + "\"at\":\"2026-11-21T15:00:01.123Z\",\"label\":\"a\",\"predicted\":\"b\","
              + "\"confidence\":0.83,\"general\":\"o\",\"version\":3,\"personal\":true,"
              + "\"hit\":false,\"micros\":812,\"practice\":true,"
              + "\"bounds\":[1.1,-71.3,41.7,1.25],\"rawBytes\":173,\"sentBytes\":424}",
          "{\"type\":\"label\",\"key\":\"k1\",\"label\":\"c\"}",
          "{\"type\":\"left\",\"key\":\"k1\",\"at\":\"2026-11-21T15:00:09.123Z\"}");

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("history.jsonl");
  }

  @Test
  void theFileIsWhatItAlwaysWas() throws IOException {
    try (History history = open()) {
      history.answering(new RunningModel(0, Optional.empty(), Optional.empty(), NOW, 6, 8));
      history.answering(model(2, "device/x"));
      history.save(entry(1, "a", "b"));
      history.relabel("k1", "c");
      history.leave(List.of(sample(1)), NOW.plusSeconds(9));
    }
    assertThat(Files.readAllLines(file)).isEqualTo(GOLDEN);
  }

  @Test
  void whatWasWrittenIsFoundAgain() throws IOException {
    Files.write(file, GOLDEN);
    try (History history = open()) {
      Entry wanted = entry(1, "a", "b").withLabel("c").withLeftAt(NOW.plusSeconds(9));
      assertThat(history.entries()).containsExactly(wanted);
      assertThat(history.since()).isEqualTo(NOW);
      assertThat(history.saved()).isEqualTo(1);
      assertThat(history.waiting()).isEmpty();
      assertThat(history.counts()).containsEntry("c", 1).containsEntry("a", 0);
      assertThat(history.updates())
          .containsExactly(
              new RunningModel(0, Optional.empty(), Optional.empty(), NOW, 6, 8),
              model(2, "device/x"));
    }
    assertThat(Files.readAllLines(file)).as("opening adds nothing").isEqualTo(GOLDEN);
  }

  @Test
  void aTornLastLineIsCutOffAndWritingGoesOnBehindTheLastWholeOne() throws IOException {
    for (String torn : List.of("{", GOLDEN.get(3), GOLDEN.get(3).substring(0, 100), "\0\0\0")) {
      Files.write(file, GOLDEN);
      Files.writeString(file, torn, APPEND);
      try (History history = open()) {
        assertThat(history.saved()).as(torn).isEqualTo(1);
        history.save(entry(2, "d", "d"));
      }
      try (History history = open()) {
        assertThat(history.entries()).extracting(Entry::key).containsExactly("k1", "k2");
      }
    }
  }

  @Test
  void aDamagedLineIsPassedOverAndTheRestKept() throws IOException {
    Files.write(file, GOLDEN);
    Files.write(
        file,
        List.of("", "damaged", "[]", "3", "{\"type\":\"other\"}", "{\"type\":\"saved\"}", "\0\0"),
        APPEND);
    Files.writeString(
        file, GOLDEN.get(3).replace("[1.1,", "[99,").replace("k1", "k7") + "\n", APPEND);
    Files.writeString(file, GOLDEN.get(3).replace("k1", "k8") + "\n", APPEND);
    try (History history = open()) {
      assertThat(history.entries()).extracting(Entry::key).containsExactly("k1", "k8");
    }
  }

  @Test
  void aLabelThatChangedHasNotLeftYet() {
    try (History history = open()) {
      history.save(entry(1, "a", "b"));
      assertThat(history.leave(List.of(sample(1)), NOW)).hasSize(1);
      assertThat(history.leave(List.of(sample(1)), NOW)).as("known by now").isEmpty();
      assertThat(history.relabel("k1", "c").leftAt()).isEmpty();
      assertThat(history.waiting()).hasSize(1);
    }
  }

  @Test
  void theSameModelAgainIsNoUpdate() {
    RunningModel later =
        new RunningModel(2, Optional.of("global"), Optional.of(NOW), NOW.plusSeconds(99), 6, 8);
    try (History history = open()) {
      RunningModel first = history.answering(model(2, "global"));
      assertThat(history.answering(later)).isEqualTo(first);
      assertThat(history.updates()).hasSize(1);
    }
    try (History again = open()) {
      assertThat(again.answering(later).since()).isEqualTo(NOW.plusSeconds(2));
    }
  }

  @Test
  void onlyTheLatestEntriesStayInMemory() throws IOException {
    int more = Snapshot.MAX_ENTRIES + 4;
    Files.write(file, IntStream.range(0, more).mapToObj(HistoryTest::savedLine).toList());
    try (History history = open()) {
      history.save(entry(more, "a", "a"));
      assertThat(history.entries()).hasSize(Snapshot.MAX_ENTRIES);
      assertThat(history.entries().get(0).key()).isEqualTo("k5");
      assertThat(history.saved()).isEqualTo(more + 1);
      assertThat(history.counts()).containsEntry("a", more + 1);
      assertThat(history.bounds(250)).hasSize(250);
      assertThat(history.bounds(250).get(249)).isEqualTo(entry(more, "a", "a").bounds());
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() {
    Path missing = directory.resolve("missing").resolve("history.jsonl");
    assertThatThrownBy(() -> History.open(missing, CLOCK))
        .isInstanceOf(ProfileException.class)
        .hasMessageContaining(missing.toString());
  }

  private static String savedLine(int n) {
    return HistoryJson.write(new HistoryLine.Saved(entry(n, "a", "a")));
  }

  private History open() {
    return History.open(file, CLOCK);
  }
}

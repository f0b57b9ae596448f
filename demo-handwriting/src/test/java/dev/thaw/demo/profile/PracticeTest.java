package dev.thaw.demo.profile;

import static dev.thaw.demo.profile.Entries.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.data.Alphabet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PracticeTest {
  private static final List<String> LABELS = Alphabet.labels();
  private static final long SEED = 4_005;

  @Test
  void aNewcomerWritesThirtyDifferentSmallLettersAndDigits() {
    List<String> chosen = new Practice(LABELS, Map.of(), List.of()).suggest(30);
    assertThat(chosen).hasSize(30).doesNotHaveDuplicates().allMatch(label -> !isCapital(label));
    assertThat(chosen).anyMatch(label -> Character.isDigit(label.charAt(0)));
  }

  @Test
  void everyLabelHasItsTurnInTheEnd() {
    List<String> chosen = new Practice(LABELS, Map.of(), List.of()).suggest(150);
    assertThat(chosen).containsAll(LABELS);
  }

  @Test
  void whatIsSavedAlreadyComesLater() {
    Map<String, Integer> counts = Map.of("e", 1, "t", 1, "a", 3);
    List<String> chosen = new Practice(LABELS, counts, List.of()).suggest(30);
    assertThat(chosen).doesNotContain("e", "t", "a");
  }

  @Test
  void whatWasMistakenLatelyHasAnotherTurn() {
    Map<String, Integer> all = new HashMap<>();
    LABELS.forEach(label -> all.put(label, 3));
    List<Entry> entries = List.of(entry(1, "q", "g"), entry(2, "Q", "O"), entry(3, "m", "m"));
    assertThat(new Practice(LABELS, all, entries).suggest(2)).containsExactly("q", "Q");
  }

  @Test
  void mistakesOfLongAgoAreForgiven() {
    List<Entry> entries =
        IntStream.range(0, 61).mapToObj(i -> entry(i, "z", i == 0 ? "s" : "z")).toList();
    assertThat(new Practice(LABELS, Map.of("z", 61), entries).suggest(30)).doesNotContain("z");
  }

  @Test
  void noLabelComesTwiceInARow() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < 50; round++) {
      Map<String, Integer> counts = new HashMap<>();
      LABELS.forEach(label -> counts.put(label, random.nextInt(1_000)));
      counts.put("x", 0);
      List<String> chosen = new Practice(LABELS, counts, List.of()).suggest(40);
      assertThat(IntStream.range(1, 40)).noneMatch(i -> chosen.get(i).equals(chosen.get(i - 1)));
    }
  }

  @Test
  void theSameHistoryGivesTheSameChoice() {
    List<Entry> entries = List.of(entry(1, "q", "g"));
    Map<String, Integer> counts = Map.of("q", 1, "r", 2);
    List<String> first = new Practice(LABELS, counts, entries).suggest(40);
    assertThat(new Practice(LABELS, counts, entries).suggest(40)).isEqualTo(first);
    assertThat(new Practice(LABELS, counts, entries).suggest(10)).isEqualTo(first.subList(0, 10));
  }

  @Test
  void otherAlphabetsCanBePractisedToo() {
    List<String> greek = List.of("alpha", "beta");
    assertThat(new Practice(greek, Map.of(), List.of()).suggest(4))
        .containsExactly("alpha", "beta", "alpha", "beta");
    assertThat(new Practice(greek, Map.of(), List.of()).suggest(0)).isEmpty();
  }

  private static boolean isCapital(String label) {
    return Character.isUpperCase(label.charAt(0));
  }
}

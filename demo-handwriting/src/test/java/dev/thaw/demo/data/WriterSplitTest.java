package dev.thaw.demo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thaw.demo.data.WriterSplit.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WriterSplitTest {
  private final Dataset dataset = new Dataset("made-up", writers());

  @Test
  void everyWriterHasExactlyOnePart() {
    WriterSplit split = WriterSplit.of(dataset, 1);
    int all = 0;
    for (Part part : Part.values()) {
      all += split.names(part).size();
    }
    assertThat(all).isEqualTo(dataset.writers().size());
  }

  @Test
  void ofFortyLargeWritersTenAreTestAndTwoDevelopment() {
    WriterSplit split = WriterSplit.of(dataset, 1);
    assertThat(split.names(Part.TEST)).filteredOn(n -> n.startsWith("big/")).hasSize(10);
    assertThat(split.names(Part.DEVELOPMENT)).filteredOn(n -> n.startsWith("big/")).hasSize(2);
  }

  @Test
  void writersWithFewCharactersAreNeverHeldOut() {
    assertThat(WriterSplit.of(dataset, 1).names(Part.GENERAL_TRAIN))
        .contains("big/short0", "big/short1");
  }

  @Test
  void tinySourcesKeepTheirWritersForTraining() {
    assertThat(WriterSplit.of(dataset, 1).names(Part.GENERAL_TRAIN)).contains("pair/a", "pair/b");
  }

  @Test
  void orderOfTheWritersDoesNotMatter() {
    List<Writer> shuffled = new ArrayList<>(writers());
    Collections.shuffle(shuffled, new Random(8));
    WriterSplit split = WriterSplit.of(new Dataset("other name", shuffled), 1);
    assertThat(split.names(Part.TEST)).isEqualTo(WriterSplit.of(dataset, 1).names(Part.TEST));
  }

  @Test
  void otherSourcesDoNotMatter() {
    List<Writer> alone = writers().stream().filter(w -> w.source().equals("big")).toList();
    WriterSplit split = WriterSplit.of(new Dataset("big only", alone), 1);
    assertThat(WriterSplit.of(dataset, 1).names(Part.TEST)).containsAll(split.names(Part.TEST));
  }

  @Test
  void anotherSeedSplitsOtherwise() {
    assertThat(WriterSplit.of(dataset, 2).names(Part.TEST))
        .isNotEqualTo(WriterSplit.of(dataset, 1).names(Part.TEST));
  }

  @Test
  void theSplitOfSeedOneNeverChanges() {
    assertThat(WriterSplit.of(dataset, 1).names(Part.DEVELOPMENT))
        .containsExactly("big/w29", "big/w30");
  }

  @Test
  void anUnknownWriterIsAMistake() {
    assertThatThrownBy(() -> WriterSplit.of(dataset, 1).partOf("no/body"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no/body");
  }

  private static List<Writer> writers() {
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      writers.add(Hands.writer("big/w" + i, 100, "abc"));
    }
    writers.add(Hands.writer("big/short0", 99, "abc"));
    writers.add(Hands.writer("big/short1", 1, "abc"));
    writers.add(Hands.writer("pair/a", 200, "abc"));
    writers.add(Hands.writer("pair/b", 200, "abc"));
    return writers;
  }
}

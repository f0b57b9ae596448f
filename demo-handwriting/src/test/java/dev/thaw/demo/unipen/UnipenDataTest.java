package dev.thaw.demo.unipen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.data.WriterSplit;
import dev.thaw.demo.data.WriterSplit.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads the real distribution, where it is present. */
class UnipenDataTest {
  private static final Path ZIP =
      Path.of(System.getProperty("thaw.data", "../../shared/data"), "unipen-1abc.zip");

  private static Dataset dataset = new Dataset("not read yet", List.of());

  @BeforeEach
  void readOnce() {
    assumeTrue(Files.exists(ZIP), "skipped: no UNIPEN at " + ZIP.toAbsolutePath());
    if (dataset.writers().isEmpty()) {
      dataset = UnipenReader.read(ZIP);
    }
  }

  @Test
  void writersAndCharactersAreAsManyAsTheyShouldBe() {
    assertThat(dataset.writers()).hasSize(284);
    assertThat(dataset.characterCount()).isBetween(80_000, 84_000);
    assertThat(dataset.writers()).filteredOn(w -> w.source().equals("ibm")).hasSize(12);
    assertThat(dataset.writer("cea/gb2911")).isPresent();
  }

  @Test
  void everyClassIsWrittenByManyPeople() {
    int[] hands = new int[62];
    for (Writer writer : dataset.writers()) {
      writer.characters().stream()
          .mapToInt(HandwrittenCharacter::classIndex)
          .distinct()
          .forEach(label -> hands[label]++);
    }
    for (int count : hands) {
      assertThat(count).isGreaterThan(90);
    }
  }

  @Test
  void hardlyAnyCharacterHasNoExtent() {
    long dots =
        dataset.writers().stream()
            .flatMap(w -> w.characters().stream())
            .filter(c -> c.drawing().bounds().size() == 0)
            .count();
    assertThat(dots).isLessThan(10);
  }

  @Test
  void theSplitHasAboutFiftyTestWriters() {
    WriterSplit split = WriterSplit.of(dataset, 1);
    assertThat(split.names(Part.TEST)).hasSize(46).contains("ibm/08", "mot/sp3");
    assertThat(split.names(Part.DEVELOPMENT)).hasSize(12);
    assertThat(split.names(Part.GENERAL_TRAIN)).hasSize(226).contains("val/val01", "lou/jl_vo");
  }
}

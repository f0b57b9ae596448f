package dev.thaw.demo.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.StrokeMaps;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SyntheticWritersTest {
  private static final long SEED = 1;

  private final SyntheticWriters writers = new SyntheticWriters(SEED);

  @Test
  void everyWriterWritesEveryClassEquallyOften() {
    for (Writer writer : writers.dataset(3, 4).writers()) {
      assertThat(
              writer.characters().stream()
                  .collect(
                      Collectors.groupingBy(
                          HandwrittenCharacter::classIndex, Collectors.counting())))
          .hasSize(Alphabet.SIZE)
          .allSatisfy((classIndex, count) -> assertThat(count).isEqualTo(4));
    }
  }

  @Test
  void theSameSeedMakesTheSamePeopleHoweverMany() {
    Dataset few = new SyntheticWriters(SEED).dataset(2, 2);
    Dataset many = writers.dataset(5, 2);
    assertThat(ink(many.writers().get(1))).isEqualTo(ink(few.writers().get(1)));
    assertThat(ink(many.writers().get(0))).isNotEqualTo(ink(many.writers().get(1)));
    assertThat(ink(new SyntheticWriters(2).writer(1, 2))).isNotEqualTo(ink(writers.writer(1, 2)));
  }

  private static List<Float> ink(Writer writer) {
    List<Float> points = new ArrayList<>();
    for (HandwrittenCharacter character : writer.characters()) {
      character
          .drawing()
          .strokes()
          .forEach(
              stroke -> {
                for (int i = 0; i < stroke.size(); i++) {
                  points.add(stroke.x(i));
                  points.add(stroke.y(i));
                }
              });
    }
    return points;
  }

  @Test
  void thereIsAWayToWriteEachClassAndForMostMoreThanOne() {
    Letters letters = Letters.load();
    int several = 0;
    for (int classIndex = 0; classIndex < Alphabet.SIZE; classIndex++) {
      assertThat(letters.of(classIndex)).as("%s", Alphabet.labelOf(classIndex)).isNotEmpty();
      several += letters.of(classIndex).size() > 1 ? 1 : 0;
    }
    assertThat(several).isGreaterThan(50);
  }

  @Test
  void capitalsAreTallerThanSmallLettersAndDescendersHang() {
    for (Writer writer : writers.dataset(10, 3).writers()) {
      assertThat(height(writer, 'O')).as(writer.name()).isGreaterThan(1.2 * height(writer, 'o'));
      assertThat(height(writer, 'l')).isGreaterThan(1.2 * height(writer, 'o'));
    }
  }

  private static double height(Writer writer, char label) {
    return writer.characters().stream()
        .filter(c -> c.label() == label)
        .mapToDouble(c -> c.drawing().bounds().height())
        .average()
        .orElseThrow();
  }

  /** The nearest neighbour knows a person's own letters better than other people's. */
  @Test
  void aPersonsOwnLettersAreNearerThanOtherPeoples() {
    Dataset dataset = writers.dataset(6, 4);
    int own = 0;
    int others = 0;
    for (Writer writer : dataset.writers()) {
      List<Sample> mine = samples(writer);
      List<Sample> theirs = new ArrayList<>();
      dataset.writers().stream().filter(w -> w != writer).forEach(w -> theirs.addAll(samples(w)));
      int half = mine.size() / 2;
      for (Sample sample : mine.subList(half, mine.size())) {
        own += nearest(sample, mine.subList(0, half)) == sample.label ? 1 : 0;
        others += nearest(sample, theirs) == sample.label ? 1 : 0;
      }
    }
    int scored = 6 * 4 * Alphabet.SIZE / 2;
    System.out.printf(
        "seed %d, nearest grey image: own %d, others' %d of %d%n", SEED, own, others, scored);
    assertThat(own).isGreaterThan(others);
    assertThat(others).isGreaterThan(scored / 3);
  }

  private record Sample(char label, float[] grey) {}

  private static List<Sample> samples(Writer writer) {
    return writer.characters().stream().map(c -> new Sample(c.label(), grey(c.drawing()))).toList();
  }

  private static char nearest(Sample sample, List<Sample> candidates) {
    return candidates.stream()
        .min(Comparator.comparingDouble(c -> distance(c.grey, sample.grey)))
        .orElseThrow()
        .label;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static float[] grey(Drawing drawing) {
    return Arrays.copyOf(StrokeMaps.rasterise(drawing), StrokeMaps.SIDE * StrokeMaps.SIDE);
  }

  @Test
  void linesAndPagesAreFilledInOrder() {
    Writer writer = writers.writer(1, 10);
    Set<String> pages = new HashSet<>();
    writer.characters().forEach(c -> pages.add(c.page()));
    assertThat(pages).containsExactlyInAnyOrder("page1", "page2", "page3");
    assertThat(writer.name()).isEqualTo("synthetic/0001");
    assertThat(writer.source()).isEqualTo(SyntheticWriters.SOURCE);
  }

  @Test
  void impossibleWritersAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> writers.writer(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> writers.writer(1, 0));
  }

  /** A sheet to look at: one writer a row, all classes. */
  @Test
  void aContactSheetIsDrawn() throws IOException {
    Dataset dataset = writers.dataset(24, 1);
    int side = StrokeMaps.SIDE;
    BufferedImage sheet = new BufferedImage(62 * side, 24 * side, BufferedImage.TYPE_BYTE_GRAY);
    for (int row = 0; row < dataset.writers().size(); row++) {
      for (HandwrittenCharacter character : dataset.writers().get(row).characters()) {
        float[] grey = grey(character.drawing());
        for (int i = 0; i < grey.length; i++) {
          int shade = 255 - Math.round(255 * grey[i]);
          int x = character.classIndex() * side + i % side;
          sheet.setRGB(x, row * side + i / side, shade * 0x010101);
        }
      }
    }
    Path file = Path.of("target", "synthetic-writers.png");
    Files.createDirectories(file.toAbsolutePath().getParent());
    ImageIO.write(sheet, "png", file.toFile());
    assertThat(file).isNotEmptyFile();
  }
}

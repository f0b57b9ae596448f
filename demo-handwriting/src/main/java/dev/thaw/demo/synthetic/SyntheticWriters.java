package dev.thaw.demo.synthetic;

import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.data.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Makes up writers. Each has a hand of their own (slant, proportions, haste, ways of writing
 * letters, bent shapes), and writes all 62 characters over and over, each round in another order,
 * line by line on pages. A writer is a pure function of the seed and the writer's number. Immutable
 * and thread-safe.
 */
public final class SyntheticWriters {
  /** The source that the writers' names begin with. */
  public static final String SOURCE = "synthetic";

  private static final int LETTERS_PER_LINE = 20;
  private static final int LINES_PER_PAGE = 15;
  private static final double LINE_HEIGHT = 2.2;

  private final Letters letters = Letters.load();
  private final long seed;

  /** Other seeds make other people. */
  public SyntheticWriters(long seed) {
    this.seed = seed;
  }

  /**
   * The first {@code writers} people.
   *
   * @param perClass how often each writes each of the 62 characters
   */
  public Dataset dataset(int writers, int perClass) {
    List<Writer> people =
        IntStream.rangeClosed(1, writers).mapToObj(number -> writer(number, perClass)).toList();
    return new Dataset(SOURCE, people);
  }

  /**
   * One person, whoever else there is.
   *
   * @param number from 1; the name is {@code synthetic/0001} and so on
   */
  public Writer writer(int number, int perClass) {
    if (number < 1 || perClass < 1) {
      throw new IllegalArgumentException(
          "not a writer: number " + number + ", " + perClass + " per class");
    }
    Random random = new Random(seed * 1_000_003 + number);
    Hand hand = Hand.learn(letters, random);
    List<Integer> classes = new ArrayList<>();
    for (int round = 0; round < perClass; round++) {
      classes.addAll(shuffledClasses(random));
    }
    return new Writer(SOURCE + String.format("/%04d", number), write(hand, classes, random));
  }

  private static List<Integer> shuffledClasses(Random random) {
    List<Integer> classes = new ArrayList<>(IntStream.range(0, Alphabet.SIZE).boxed().toList());
    Collections.shuffle(classes, random);
    return classes;
  }

  private static List<HandwrittenCharacter> write(Hand hand, List<Integer> classes, Random random) {
    List<HandwrittenCharacter> written = new ArrayList<>();
    double x = 0;
    double climb = 0;
    for (int i = 0; i < classes.size(); i++) {
      int line = i / LETTERS_PER_LINE;
      if (i % LETTERS_PER_LINE == 0) {
        x = 0;
        climb = 0;
      }
      double size = hand.style().size();
      double y = (line % LINES_PER_PAGE + 1) * LINE_HEIGHT * size - climb;
      int classIndex = classes.get(i);
      written.add(
          new HandwrittenCharacter(
              hand.write(classIndex, x, y, random),
              Alphabet.labelOf(classIndex),
              "page" + (1 + line / LINES_PER_PAGE)));
      x += hand.advance(classIndex);
      climb += (hand.style().drift() + 1.5 * random.nextGaussian()) * size / 100;
    }
    return written;
  }
}

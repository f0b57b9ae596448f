package dev.thaw.demo.browser;

import dev.thaw.demo.data.AdaptAndScore;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.demo.data.HandwrittenCharacter;
import dev.thaw.demo.data.Writer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What one writer of a data set practises, and what they write after it, on the guide line. Of each
 * class the first half in time is there to practise and the second to come again; of both, equally
 * many are taken from each of the {@value #CLASSES} classes that the writer wrote most often, and
 * stay in the order in which they were written. Immutable.
 *
 * @param practice characters to practise
 * @param after as many others of the same classes
 */
record PractisedText(
    String writer, List<HandwrittenCharacter> practice, List<HandwrittenCharacter> after) {
  /** A short text: three of each in 60 characters. */
  static final int CLASSES = 20;

  PractisedText {
    practice = List.copyOf(practice);
    after = List.copyOf(after);
  }

  /** Empty if the writer did not write enough of the same. */
  static Optional<PractisedText> of(Writer writer, int length) {
    List<HandwrittenCharacter> all = writer.characters();
    List<Integer> places = IntStream.range(0, all.size()).boxed().toList();
    Function<Integer, Integer> classOf = place -> all.get(place).classIndex();
    AdaptAndScore<Integer> halves = CharacterOrder.WITHIN_CLASS.divide(places, classOf::apply);
    Map<Integer, List<Integer>> first = byClass(halves.adapt(), classOf);
    Map<Integer, List<Integer>> second = byClass(halves.score(), classOf);
    List<Integer> classes = mostWritten(first, length);
    List<Integer> practice = evenly(first, classes, length);
    List<Integer> after = evenly(second, classes, length);
    if (practice.size() < length || after.size() < length) {
      return Optional.empty();
    }
    GuideLine line = new GuideLine(writer);
    return Optional.of(
        new PractisedText(
            writer.name(),
            practice.stream().map(line::character).toList(),
            after.stream().map(line::character).toList()));
  }

  /** What the practice asks for. */
  String text() {
    return practice.stream().map(c -> String.valueOf(c.label())).collect(Collectors.joining());
  }

  private static Map<Integer, List<Integer>> byClass(
      Collection<Integer> places, Function<Integer, Integer> classOf) {
    return places.stream()
        .collect(Collectors.groupingBy(classOf, TreeMap::new, Collectors.toList()));
  }

  /** The second half of a class is never the smaller one. */
  private static List<Integer> mostWritten(Map<Integer, List<Integer>> first, int length) {
    return first.keySet().stream()
        .sorted(Comparator.comparing((Integer label) -> -first.get(label).size()))
        .limit(Math.min(CLASSES, length))
        .toList();
  }

  private static List<Integer> evenly(
      Map<Integer, List<Integer>> byClass, List<Integer> classes, int length) {
    List<Integer> taken = new ArrayList<>();
    for (int round = 0; round < length; round++) {
      for (int label : classes) {
        List<Integer> places = byClass.getOrDefault(label, List.of());
        if (round < places.size() && taken.size() < length) {
          taken.add(places.get(round));
        }
      }
    }
    taken.sort(null);
    return taken;
  }
}

package dev.thaw.bench.evaluate.data;

import dev.thaw.bench.evaluate.Plan;
import dev.thaw.demo.data.AdaptAndScore;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.simulate.TestWriters;
import dev.thaw.model.BaseModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Test writers of the plan's data, whom the base model has never seen. A seed draws which of their
 * corrections count, {@value #SHARE} of them; what is scored stays the same. Immutable.
 */
public record Population(String data, List<Person> people) {
  private static final double SHARE = 0.9;
  private static final int SYNTHETIC_SEED = 1;

  /**
   * Reads them.
   *
   * @param most people at most, the first by name; 0 for all
   */
  public static Population of(
      Plan plan, BaseModel base, CharacterOrder order, int most, long seed) {
    Dataset dataset = TestWriters.load(plan.data().orElse(null), SYNTHETIC_SEED);
    return of(dataset, base, order, most, seed);
  }

  /** As above, of synthetic writers. */
  public static Population synthetic(BaseModel base, CharacterOrder order, int most, long seed) {
    return of(TestWriters.load(null, SYNTHETIC_SEED), base, order, most, seed);
  }

  private static Population of(
      Dataset dataset, BaseModel base, CharacterOrder order, int most, long seed) {
    List<Person> people = new ArrayList<>();
    for (Writer writer : TestWriters.of(dataset, base, most)) {
      people.add(person(writer, order, seed));
    }
    return new Population(dataset.name(), people);
  }

  /** Corrections of everybody. */
  public int corrections() {
    return people.stream().mapToInt(person -> person.adapt().size()).sum();
  }

  /** The person of that name. */
  public Optional<Person> person(String name) {
    return people.stream().filter(person -> person.name().equals(name)).findFirst();
  }

  private static Person person(Writer writer, CharacterOrder order, long seed) {
    AdaptAndScore<CharacterInContext> parts = order.divide(writer);
    Random random = new Random(31 * seed + writer.name().hashCode());
    List<Sample> adapt =
        parts.adapt().stream()
            .filter(each -> random.nextDouble() < SHARE)
            .map(Population::sample)
            .toList();
    List<Sample> score = parts.score().stream().map(Population::sample).toList();
    return new Person(writer.name().replaceAll("[^A-Za-z0-9._-]", "-"), adapt, score);
  }

  private static Sample sample(CharacterInContext character) {
    int strokes = character.character().drawing().rawBytes();
    return new Sample(character.inputs(), character.classIndex(), strokes);
  }
}

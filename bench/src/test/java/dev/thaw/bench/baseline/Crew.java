package dev.thaw.bench.baseline;

import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.bench.evaluate.data.Population;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.model.BaseModel;
import java.util.ArrayList;
import java.util.List;

/** The shipped model and made-up people, some of whom write much more than others. */
final class Crew {
  static final BaseModel BASE = BundledModel.handwriting();

  /** All but the last two layers. */
  static final int DEPTH = BASE.layers().size() - 2;

  private static final List<Person> ALL =
      Population.synthetic(BASE, CharacterOrder.WITHIN_CLASS, 4, 1).people();

  private Crew() {}

  /** People with that many samples to train on each. */
  static List<Person> having(int... samples) {
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < samples.length; i++) {
      Person person = ALL.get(i);
      List<Sample> adapt = person.adapt().subList(0, samples[i]);
      people.add(new Person(person.name(), adapt, person.score().subList(0, 20)));
    }
    return people;
  }

  /** What all of them train on, together. */
  static List<Sample> pooled(List<Person> people) {
    return people.stream().flatMap(person -> person.adapt().stream()).toList();
  }
}

package dev.thaw.bench.evaluate.pair;

import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.bench.evaluate.data.Population;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * As many characters as a cell asks for, of the plan's writers. Immutable.
 *
 * @param data what it was taken from
 */
public record Supply(String data, List<Sample> written) {
  /** The condition that {@link #labelled} sets. */
  public static final String DATA = "data";

  /** Adds less to an input than makes a difference to any prediction worth the name. */
  private static final float NUDGE = 1e-5f;

  private static final int PEOPLE = 8;

  public Supply {
    written = List.copyOf(written);
  }

  /** The characters of the first few people; synthetic ones unless all is done in full. */
  public static Supply of(Plan plan) {
    Population all =
        plan.scale() == Scale.FULL
            ? Population.of(plan, Pair.BASE, CharacterOrder.STRICT, PEOPLE, 1)
            : Population.synthetic(Pair.BASE, CharacterOrder.STRICT, PEOPLE, 1);
    List<Sample> written =
        all.people().stream().flatMap(person -> everything(person).stream()).toList();
    return new Supply(all.data(), written);
  }

  /** {@code row} with what the characters were taken from among its conditions. */
  public Row labelled(Row row) {
    Map<String, String> conditions = new TreeMap<>(row.conditions());
    conditions.put(DATA, data);
    return new Row(row.arm(), conditions, row.seed(), row.measured(), row.estimated());
  }

  /** The first {@code count}, all of them different inputs. */
  public List<Sample> first(int count) {
    return range(0, count);
  }

  /** Those at places {@code [from, to)}. */
  public List<Sample> range(int from, int to) {
    List<Sample> chosen = new ArrayList<>(to - from);
    for (int place = from; place < to; place++) {
      chosen.add(at(place));
    }
    return chosen;
  }

  /**
   * The input at a place, which no other place has: after all characters comes the first again,
   * with a context that differs by a hair.
   */
  public Sample at(int place) {
    Sample sample = written.get(place % written.size());
    int round = place / written.size();
    return round == 0 ? sample : nudged(sample, round);
  }

  private static Sample nudged(Sample sample, int round) {
    List<Tensor> input = new ArrayList<>(sample.input());
    int last = input.size() - 1;
    Shape shape = input.get(last).shape();
    float[] context = input.get(last).toFloats();
    context[0] += round * NUDGE;
    input.set(last, Tensor.ofFloats(shape, context));
    return new Sample(input, sample.label(), sample.strokeBytes());
  }

  private static List<Sample> everything(Person person) {
    return Stream.concat(person.adapt().stream(), person.score().stream()).toList();
  }
}

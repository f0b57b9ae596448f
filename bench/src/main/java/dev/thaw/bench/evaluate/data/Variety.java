package dev.thaw.bench.evaluate.data;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * As many characters as anybody wants, no two of them the same, for questions that ask how much and
 * how fast and not how well: a few synthetic ones again and again, each time moved by a little that
 * changes what they are to a cache and not what they are to a reader. Immutable.
 *
 * @param characters what is varied; not empty
 */
public record Variety(List<Sample> characters) {
  private static final int SEED = 1;
  private static final float LITTLE = 1e-4f;

  public Variety {
    characters = List.copyOf(characters);
    if (characters.isEmpty()) {
      throw new IllegalArgumentException("nothing to vary");
    }
  }

  /** Of one synthetic writer, who wrote each class {@code perClass} times. */
  public static Variety synthetic(int perClass) {
    Writer writer = new SyntheticWriters(SEED).writer(1, perClass);
    return new Variety(CharacterInContext.of(writer).stream().map(Variety::sample).toList());
  }

  /** The character of that number, 0 or more; the same number gives the same one. */
  public Sample get(long number) {
    Sample original = characters.get((int) (number % characters.size()));
    long round = number / characters.size();
    return round == 0 ? original : moved(original, round);
  }

  /** {@code count} different ones, drawn by {@code seed}. */
  public List<Sample> draw(int count, long seed) {
    Random random = new Random(seed);
    List<Sample> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawn.add(get((long) i * characters.size() + random.nextInt(characters.size())));
    }
    return drawn;
  }

  private static Sample sample(CharacterInContext character) {
    return new Sample(character.inputs(), character.classIndex(), 0);
  }

  private static Sample moved(Sample sample, long round) {
    List<Tensor> input = new ArrayList<>(sample.input());
    Tensor last = input.remove(input.size() - 1);
    float[] values = last.toFloats().clone();
    values[0] += round * LITTLE;
    input.add(Tensor.ofFloats(last.shape(), values));
    return new Sample(input, sample.label(), sample.strokeBytes());
  }
}

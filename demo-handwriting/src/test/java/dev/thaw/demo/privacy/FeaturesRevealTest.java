package dev.thaw.demo.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an uploaded activation tells whoever has the base model, beside its label: the threat
 * model's figures. Linear means only; a determined reader gets at least this far.
 */
class FeaturesRevealTest {
  private static final long SEED = 77;
  private static final int TEACHERS = 60;
  private static final int STRANGERS = 10;
  private static final int CLASSES = 62;
  private static final int PIXELS = 28 * 28;

  private static LayeredModel model;
  private static List<Drawn> teachers;
  private static List<Drawn> strangers;

  /** A character, who drew it, and its first map: where the pen was. */
  private record Drawn(int writer, CharacterInContext character) {
    int label() {
      return character.classIndex();
    }

    double[] picture() {
      float[] maps = character.maps();
      return IntStream.range(0, PIXELS).mapToDouble(i -> maps[i]).toArray();
    }
  }

  @BeforeAll
  static void draw() {
    model = BundledModel.handwriting().model();
    teachers = drawnBy(1, TEACHERS, 1);
    strangers = drawnBy(TEACHERS + 1, TEACHERS + STRANGERS, 2);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7})
  void thePictureCanBeGuessedBetterThanFromTheLabelAlone(int cut) {
    LinearGuess guess = LinearGuess.fit(uploaded(teachers, cut), pictures(teachers));
    double[][] means = meanPictures(teachers);
    double byLabel = explained(strangers.stream().map(d -> means[d.label()]).toList());
    double byActivation = explained(uploaded(strangers, cut).stream().map(guess::of).toList());

    System.out.printf(
        "seed %d, cut %d: of the picture's variance the label explains %.0f%%, the activation %.0f%%%n",
        SEED, cut, 100 * byLabel, 100 * byActivation);
    assertThat(byActivation).isGreaterThan(byLabel);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7})
  void theWriterCanBeTold(int cut) {
    List<double[]> activations = uploaded(strangers, cut);
    int right = 0;
    int asked = 0;
    for (int i = 0; i < strangers.size(); i++) {
      right += strangers.get(nearest(activations, i)).writer == strangers.get(i).writer ? 1 : 0;
      asked++;
    }
    double share = right / (double) asked;

    System.out.printf(
        "seed %d, cut %d: from one other character of the same class the writer is told in %.0f%%"
            + " of cases, by chance in %.0f%%%n",
        SEED, cut, 100 * share, 100.0 / STRANGERS);
    assertThat(share).isGreaterThan(2.0 / STRANGERS);
  }

  private static List<Drawn> drawnBy(int from, int to, int perClass) {
    SyntheticWriters writers = new SyntheticWriters(SEED);
    List<Drawn> drawn = new ArrayList<>();
    for (int writer = from; writer <= to; writer++) {
      int number = writer;
      CharacterInContext.of(writers.writer(writer, perClass))
          .forEach(character -> drawn.add(new Drawn(number, character)));
    }
    return drawn;
  }

  /** The activations as they travel, int8. */
  private static List<double[]> uploaded(List<Drawn> drawn, int cut) {
    List<List<Tensor>> inputs = drawn.stream().map(d -> d.character.inputs()).toList();
    return model.forwardBatch(0, cut, inputs).stream()
        .map(tensors -> flat(tensors.get(0).to(DType.INT8).to(DType.FP32).toFloats()))
        .toList();
  }

  private static double[] flat(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static List<double[]> pictures(List<Drawn> drawn) {
    return drawn.stream().map(Drawn::picture).toList();
  }

  private static double[][] meanPictures(List<Drawn> drawn) {
    double[][] means = new double[CLASSES][PIXELS];
    int[] counts = new int[CLASSES];
    for (Drawn each : drawn) {
      counts[each.label()]++;
      double[] picture = each.picture();
      for (int i = 0; i < PIXELS; i++) {
        means[each.label()][i] += picture[i];
      }
    }
    for (int label = 0; label < CLASSES; label++) {
      int count = counts[label];
      means[label] = java.util.Arrays.stream(means[label]).map(sum -> sum / count).toArray();
    }
    return means;
  }

  /** The share of the strangers' pictures' variance that guesses explain. */
  private static double explained(List<double[]> guesses) {
    List<double[]> pictures = pictures(strangers);
    double[] mean = new double[PIXELS];
    pictures.forEach(p -> IntStream.range(0, PIXELS).forEach(i -> mean[i] += p[i]));
    IntStream.range(0, PIXELS).forEach(i -> mean[i] /= pictures.size());
    double left = 0;
    double all = 0;
    for (int n = 0; n < pictures.size(); n++) {
      left += squares(pictures.get(n), guesses.get(n));
      all += squares(pictures.get(n), mean);
    }
    return 1 - left / all;
  }

  /** The other character of the same class that is most like it. */
  private static int nearest(List<double[]> activations, int probe) {
    return IntStream.range(0, activations.size())
        .filter(i -> i != probe && strangers.get(i).label() == strangers.get(probe).label())
        .boxed()
        .min(
            java.util.Comparator.comparingDouble(
                i -> squares(activations.get(i), activations.get(probe))))
        .orElseThrow();
  }

  private static double squares(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return sum;
  }
}

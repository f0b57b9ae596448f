package dev.thaw.demo.pretrain;

import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Writer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * How often a model is right about writers it never saw: shares of 0 to 1, each the mean over the
 * writers. Immutable.
 *
 * @param all over the 62 classes
 * @param caseFolded the same, with upper and lower case of a letter taken as one
 * @param lowerCase lower-case characters only, told apart among the 26 lower-case classes
 */
public record Accuracy(double all, double caseFolded, double lowerCase) {
  /** Scores all characters of some writers; {@code logits} gives 62 values per character. */
  static Accuracy of(
      List<Writer> writers, Function<List<CharacterInContext>, List<float[]>> logits) {
    List<Accuracy> scores = new ArrayList<>();
    for (Writer writer : writers) {
      List<CharacterInContext> characters = CharacterInContext.of(writer);
      scores.add(score(characters, logits.apply(characters)));
    }
    return new Accuracy(
        mean(scores.stream().mapToDouble(Accuracy::all).toArray()),
        mean(scores.stream().mapToDouble(Accuracy::caseFolded).toArray()),
        mean(scores.stream().mapToDouble(Accuracy::lowerCase).filter(x -> x >= 0).toArray()));
  }

  /** One writer's score; {@code lowerCase} is -1 for a writer without lower-case characters. */
  private static Accuracy score(List<CharacterInContext> characters, List<float[]> logits) {
    int right = 0;
    int rightFolded = 0;
    int lower = 0;
    int rightLower = 0;
    for (int i = 0; i < characters.size(); i++) {
      int label = characters.get(i).classIndex();
      int guess = Logits.best(logits.get(i), 0);
      right += guess == label ? 1 : 0;
      rightFolded += folded(guess) == folded(label) ? 1 : 0;
      if (label >= Alphabet.FIRST_LOWER_CASE) {
        lower++;
        rightLower += Logits.best(logits.get(i), Alphabet.FIRST_LOWER_CASE) == label ? 1 : 0;
      }
    }
    double n = Math.max(1, characters.size());
    return new Accuracy(right / n, rightFolded / n, lower == 0 ? -1 : (double) rightLower / lower);
  }

  private static char folded(int classIndex) {
    return Character.toLowerCase(Alphabet.labelOf(classIndex));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }

  /** The three shares as JSON, to four digits. */
  JsonObject toJson() {
    return new JsonObject()
        .put("classes62", rounded(all))
        .put("caseFolded", rounded(caseFolded))
        .put("lowerCase26", rounded(lowerCase));
  }

  /** A share to four digits. */
  static double rounded(double share) {
    return Math.round(share * 1e4) / 1e4;
  }

  /** The three shares as per cent, e.g. {@code 85.9 / 90.9 / 92.8}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f / %.1f / %.1f", 100 * all, 100 * caseFolded, 100 * lowerCase);
  }
}

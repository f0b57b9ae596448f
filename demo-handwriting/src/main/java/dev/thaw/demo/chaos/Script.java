package dev.thaw.demo.chaos;

import dev.thaw.demo.data.AdaptAndScore;
import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.demo.data.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Everything that one person does at a device, in order: a pure function of what they wrote and the
 * seed, so that a process that was killed can go on where it stopped. Immutable.
 *
 * @param steps what is done while the freeze point moves
 * @param score the characters that accuracy is measured on; some are predicted in the steps too
 */
record Script(List<Step> steps, List<CharacterInContext> score) {
  /** One annotation in so many is wrong at first, and put right this many steps later. */
  private static final int ONE_WRONG_IN = 20;

  private static final int CORRECTED_AFTER = 7;

  /** One scored character is predicted for so many annotated ones. */
  private static final int ONE_PREDICTED_IN = 4;

  /**
   * A character is predicted, and annotated unless the person says nothing.
   *
   * @param label the class that the person says it is
   */
  record Step(CharacterInContext character, OptionalInt label) {}

  Script {
    steps = List.copyOf(steps);
    score = List.copyOf(score);
  }

  static Script of(Writer writer, long seed) {
    AdaptAndScore<CharacterInContext> parts = CharacterOrder.WITHIN_CLASS.divide(writer);
    Random random = new Random(seed ^ writer.name().hashCode());
    List<Step> steps = new ArrayList<>();
    List<Integer> corrections = new ArrayList<>();
    List<CharacterInContext> adapt = parts.adapt();
    for (int i = 0; i < adapt.size(); i++) {
      boolean wrong = random.nextInt(ONE_WRONG_IN) == 0;
      steps.add(annotation(adapt.get(i), wrong ? 1 : 0));
      if (wrong) {
        corrections.add(i);
      }
      if (!corrections.isEmpty() && i - corrections.get(0) >= CORRECTED_AFTER) {
        steps.add(annotation(adapt.get(corrections.remove(0)), 0));
      }
      if (i % ONE_PREDICTED_IN == 0 && !parts.score().isEmpty()) {
        CharacterInContext other = parts.score().get(i % parts.score().size());
        steps.add(new Step(other, OptionalInt.empty()));
      }
    }
    corrections.forEach(i -> steps.add(annotation(adapt.get(i), 0)));
    return new Script(steps, parts.score());
  }

  private static Step annotation(CharacterInContext character, int off) {
    return new Step(character, OptionalInt.of((character.classIndex() + off) % Alphabet.SIZE));
  }
}

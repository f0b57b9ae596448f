package dev.thaw.demo.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thaw.demo.data.Alphabet;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Hands;
import dev.thaw.demo.data.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyTest {
  private final Writer digits = Hands.writer("s/digits", 4, "1234");
  private final Writer letters = Hands.writer("s/letters", 4, "aAbB");

  @Test
  void everyWriterCountsTheSame() {
    Writer many = Hands.writer("s/many", 100, "1");
    Accuracy accuracy = Accuracy.of(List.of(digits, many), all -> always(all, '1'));
    assertThat(accuracy.all()).isCloseTo((0.25 + 1) / 2, within(1e-9));
  }

  @Test
  void foldingForgivesTheWrongCase() {
    Accuracy accuracy = Accuracy.of(List.of(letters), all -> always(all, 'A'));
    assertThat(accuracy.all()).isEqualTo(0.25);
    assertThat(accuracy.caseFolded()).isEqualTo(0.5);
  }

  @Test
  void lowerCaseIsChosenAmongLowerCaseOnly() {
    Accuracy accuracy = Accuracy.of(List.of(letters, digits), all -> prefer(all, 'A', 'a'));
    assertThat(accuracy.all()).isEqualTo(0.125);
    assertThat(accuracy.lowerCase()).isEqualTo(0.5);
  }

  @Test
  void isWrittenAsPerCentForPeopleAndAsSharesForPrograms() {
    Accuracy accuracy = new Accuracy(0.85914, 0.909, 0.928);
    assertThat(accuracy).hasToString("85.9 / 90.9 / 92.8");
    assertThat(accuracy.toJson().getDouble("classes62")).isEqualTo(0.8591);
  }

  private static List<float[]> always(List<CharacterInContext> characters, char label) {
    return prefer(characters, label, label);
  }

  private static List<float[]> prefer(List<CharacterInContext> all, char first, char second) {
    float[] logits = new float[Alphabet.SIZE];
    logits[Alphabet.classOf(second)] = 1;
    logits[Alphabet.classOf(first)] = 2;
    return all.stream().map(c -> logits).toList();
  }
}

package dev.thaw.demo.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.synthetic.SyntheticWriters;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do at their devices, and how it survives a kill. */
class ScriptTest {
  private final Writer writer = new SyntheticWriters(1).writer(1, 4);
  private final Script script = Script.of(writer, 1);

  @TempDir Path directory;

  @Test
  void everyMistakeIsPutRightInTheEnd() {
    Map<CharacterInContext, Integer> last = new IdentityHashMap<>();
    int mistakes = 0;
    for (Script.Step step : script.steps()) {
      if (step.label().isPresent()) {
        int label = step.label().getAsInt();
        mistakes += label == step.character().classIndex() ? 0 : 1;
        last.put(step.character(), label);
      }
    }
    assertThat(mistakes).isPositive();
    assertThat(last).hasSize(124);
    last.forEach((character, label) -> assertThat(label).isEqualTo(character.classIndex()));
  }

  @Test
  void noScoredCharacterIsAnnotated() {
    script.steps().stream()
        .filter(step -> step.label().isPresent())
        .forEach(step -> assertThat(script.score()).doesNotContain(step.character()));
  }

  @Test
  void aWriterReadBackDoesExactlyTheSame() {
    WriterFile.write(directory.resolve("hand"), writer);
    Script again = Script.of(WriterFile.read(directory.resolve("hand")), 1);
    assertThat(again.steps()).hasSameSizeAs(script.steps());
    for (int i = 0; i < again.steps().size(); i++) {
      Script.Step one = script.steps().get(i);
      Script.Step other = again.steps().get(i);
      assertThat(other.label()).isEqualTo(one.label());
      assertThat(Arrays.equals(other.character().maps(), one.character().maps())).isTrue();
      assertThat(other.character().context()).isEqualTo(one.character().context());
    }
  }

  @Test
  void ordersAreReadAsTheyWereWritten() {
    Orders orders = new Orders(Orders.Phase.WRITE, 0.25, Set.of("b", "a"), Set.of());
    assertThat(Orders.parse(orders.toString())).isEqualTo(orders);
    assertThat(Orders.parse(Orders.all(Orders.Phase.SCORE).toString()))
        .isEqualTo(Orders.all(Orders.Phase.SCORE));
  }
}

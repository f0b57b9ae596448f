package dev.thaw.demo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CharacterOrderTest {
  /** Class letter and place, so that order can be seen. */
  private static final List<String> WRITTEN =
      Arrays.asList("a1", "a2", "a3", "b1", "b2", "a4", "c1", "b3");

  @Test
  void withinClassTakesTheFirstHalfOfEachClassInTime() {
    AdaptAndScore<String> parts = CharacterOrder.WITHIN_CLASS.divide(WRITTEN, s -> s.charAt(0));
    assertThat(parts.adapt()).containsExactly("a1", "a2", "b1");
    assertThat(parts.score()).containsExactly("a3", "b2", "a4", "c1", "b3");
  }

  @Test
  void strictTakesTheFirstHalfOfEverything() {
    AdaptAndScore<String> parts = CharacterOrder.STRICT.divide(WRITTEN, s -> s.charAt(0));
    assertThat(parts.adapt()).containsExactly("a1", "a2", "a3", "b1");
    assertThat(parts.score()).containsExactly("b2", "a4", "c1", "b3");
  }

  @Test
  void aLimitKeepsTheFirstOfEachClassAndScoresTheSame() {
    AdaptAndScore<String> all = CharacterOrder.STRICT.divide(WRITTEN, s -> s.charAt(0));
    AdaptAndScore<String> one = all.limited(1, s -> s.charAt(0));
    assertThat(one.adapt()).containsExactly("a1", "b1");
    assertThat(one.score()).isEqualTo(all.score());
    assertThat(all.limited(0, s -> s.charAt(0)).adapt()).isEmpty();
    assertThatThrownBy(() -> all.limited(-1, s -> s.charAt(0))).hasMessageContaining("-1");
  }

  @Test
  void aWritersCharactersKeepTheContextOfTheWholePage() {
    Writer writer = Hands.writer("s/w", 60, "ab");
    AdaptAndScore<CharacterInContext> parts = CharacterOrder.STRICT.divide(writer);
    assertThat(parts.score().get(0).context())
        .isEqualTo(CharacterInContext.of(writer).get(30).context());
  }

  @Test
  void contextIsCausal() {
    Writer whole = Hands.writer("s/w", 60, "abc");
    Writer begun = new Writer("s/w", whole.characters().subList(0, 25));
    List<float[]> longer = contexts(whole).subList(0, 25);
    assertThat(contexts(begun)).usingRecursiveComparison().isEqualTo(longer);
  }

  @Test
  void contextIgnoresLabels() {
    assertThat(contexts(Hands.writer("s/w", 60, "abc")))
        .usingRecursiveComparison()
        .isEqualTo(contexts(Hands.writer("s/w", 60, "Z9")));
  }

  private static List<float[]> contexts(Writer writer) {
    return CharacterInContext.of(writer).stream()
        .map(CharacterInContext::context)
        .collect(Collectors.toList());
  }
}

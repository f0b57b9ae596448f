package dev.thaw.demo.unipen;

import static dev.thaw.demo.unipen.SegmentRange.TO_THE_END;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentRangeTest {
  @Test
  void oneNumberIsOneWholeComponent() {
    assertThat(SegmentRange.parseList("7")).containsExactly(new SegmentRange(7, 0, 7, TO_THE_END));
  }

  @Test
  void pointsMayBeNamedAtEitherEnd() {
    assertThat(SegmentRange.parseList("3:4-5"))
        .containsExactly(new SegmentRange(3, 4, 5, TO_THE_END));
    assertThat(SegmentRange.parseList("3-5:6")).containsExactly(new SegmentRange(3, 0, 5, 6));
    assertThat(SegmentRange.parseList("30-30:31")).containsExactly(new SegmentRange(30, 0, 30, 31));
    assertThat(SegmentRange.parseList("9:2"))
        .containsExactly(new SegmentRange(9, 2, 9, TO_THE_END));
  }

  @Test
  void aListHasSeveralRanges() {
    assertThat(SegmentRange.parseList("30:56-31,32:5-36"))
        .containsExactly(
            new SegmentRange(30, 56, 31, TO_THE_END), new SegmentRange(32, 5, 36, TO_THE_END));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "1-", "-1", "1,,2", "1:", "1-2-3", "12345678901"})
  void anythingElseIsRefusedWithTheText(String text) {
    assertThatThrownBy(() -> SegmentRange.parseList(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a segment range");
  }
}

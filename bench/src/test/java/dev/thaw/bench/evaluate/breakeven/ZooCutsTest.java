package dev.thaw.bench.evaluate.breakeven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ZooCutsTest {
  /** As in the paper: 6 maps of 14x14 after the first pool, 16 of 5x5 after the second. */
  @Test
  void lenetIsCountedAsItsPaperDescribesIt() {
    ZooCuts lenet = new ZooCuts("lenet", 1, 28, 10);

    List<ZooCuts.Cut> cuts = lenet.cuts();

    assertThat(cuts).extracting(ZooCuts.Cut::values).containsExactly(1_176L, 400L, 120L, 84L);
    assertThat(cuts.get(0).int8Bytes()).isEqualTo(1_176 + 4 * 6);
    assertThat(cuts.get(3).headParameters()).isEqualTo(84 * 10 + 10);
    assertThat(lenet.rawBytes()).isEqualTo(784);
    assertThat(lenet.parameters()).isGreaterThan(cuts.get(0).headParameters());
  }
}

package dev.thaw.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.registry.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuardTest {
  private final Guard guard = new Guard(8, List.of("a", "b", "c"));

  @Test
  void aHeadIsPublishedIfUploadsAndGeneralFeaturesCoverEveryClassTogether() {
    Verdict verdict = guard.judge(new Coverage(Set.of(0), Set.of(0, 1, 2), 3), 0.5);

    assertThat(verdict.published()).isTrue();
    assertThat(verdict.reason())
        .isEqualTo("all 3 classes covered: 1 uploaded, 2 by general features alone");
  }

  @Test
  void aHeadIsHeldBackIfAClassIsNotCoveredAndTheReasonNamesIt() {
    Verdict verdict = guard.judge(new Coverage(Set.of(0), Set.of(2), 3), 0.5);

    assertThat(verdict)
        .isEqualTo(
            new Verdict.HeldBack("1 of 3 classes have neither uploads nor general features: b"));
  }

  @Test
  void theReasonNamesOnlyTheFirstOfManyClasses() {
    List<String> labels = IntStream.range(0, 20).mapToObj(i -> "l" + i).toList();

    assertThat(new Guard(8, labels).judge(new Coverage(Set.of(), Set.of(), 20), 0.5).reason())
        .endsWith("l0 l1 l2 l3 l4 ...");
  }

  @Test
  void aHeadWhoseLossIsNotFiniteIsHeldBackWhateverItCovers() {
    Coverage whole = new Coverage(Set.of(0, 1, 2), Set.of(), 3);

    assertThat(guard.judge(whole, Double.NaN).published()).isFalse();
    assertThat(guard.judge(whole, Double.POSITIVE_INFINITY).reason())
        .isEqualTo("training diverged: loss Infinity");
  }

  @Test
  void theLeastNumberOfSamplesIsEnough() {
    assertThat(guard.hasEnough(8)).isTrue();
    assertThat(guard.hasEnough(7)).isFalse();
    assertThat(guard.tooFew(7).reason()).isEqualTo("7 samples, fewer than 8");
  }
}

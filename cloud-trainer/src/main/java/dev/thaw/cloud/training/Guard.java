package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Verdict;
import java.util.List;
import java.util.Set;

/**
 * Decides by class coverage whether a trained head may be published. Cross-validation is no guard
 * here: its folds share the skew of the uploads, and it holds back good heads trained on few
 * samples. Immutable.
 */
final class Guard {
  private static final int NAMED_CLASSES = 5;

  private final int minSamples;
  private final List<String> labels;

  Guard(int minSamples, List<String> labels) {
    this.minSamples = minSamples;
    this.labels = List.copyOf(labels);
  }

  /** Whether there is enough to train on at all. */
  boolean hasEnough(long samples) {
    return samples >= minSamples;
  }

  Verdict tooFew(long samples) {
    return new Verdict.HeldBack(samples + " samples, fewer than " + minSamples);
  }

  Verdict diverged(String how) {
    return new Verdict.HeldBack("training diverged: " + how);
  }

  Verdict judge(Coverage coverage, double loss) {
    if (!Double.isFinite(loss)) {
      return diverged("loss " + loss);
    }
    Set<Integer> missing = coverage.missing();
    return missing.isEmpty() ? covered(coverage) : uncovered(missing);
  }

  private Verdict covered(Coverage coverage) {
    return new Verdict.Published(
        "all %d classes covered: %d uploaded, %d by general features alone"
            .formatted(
                labels.size(),
                coverage.uploaded().size(),
                labels.size() - coverage.uploaded().size()));
  }

  private Verdict uncovered(Set<Integer> missing) {
    List<String> named = missing.stream().limit(NAMED_CLASSES).map(labels::get).toList();
    return new Verdict.HeldBack(
        "%d of %d classes have neither uploads nor general features: %s%s"
            .formatted(
                missing.size(),
                labels.size(),
                String.join(" ", named),
                missing.size() > NAMED_CLASSES ? " ..." : ""));
  }
}

package dev.thaw.bench.evaluate.continual;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was measured elsewhere, with another net and another training, in the same five tasks of two
 * digits behind frozen features of MNIST. Nothing here was measured by this program.
 *
 * @param accuracy after the last task
 * @param transfer backward transfer; empty where it was not given
 */
record Reference(double accuracy, Optional<Double> transfer) {
  private static final Reference NO_REPLAY = new Reference(0.663, Optional.of(-0.413));
  private static final Reference RIDGE = new Reference(0.975, Optional.of(-0.012));
  private static final Map<Integer, Double> REPLAY =
      new TreeMap<>(Map.of(20, 0.879, 50, 0.904, 100, 0.919, 200, 0.950, 500, 0.955, 2_000, 0.966));

  /** Accuracy by the number of cached samples, ascending. */
  static Map<Integer, Double> replay() {
    return REPLAY;
  }

  static Reference noReplay() {
    return NO_REPLAY;
  }

  /** What stands beside a line; empty if it was not given. */
  static Optional<Reference> beside(Line line) {
    return switch (line.arm()) {
      case Kept.Samples.NONE -> Optional.of(NO_REPLAY);
      case Kept.Sums.ARM -> Optional.of(RIDGE);
      case Kept.Samples.SOME ->
          Optional.ofNullable(REPLAY.get(line.samples()))
              .map(found -> new Reference(found, Optional.empty()));
      default -> Optional.empty();
    };
  }
}

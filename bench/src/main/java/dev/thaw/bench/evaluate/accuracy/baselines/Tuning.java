package dev.thaw.bench.evaluate.accuracy.baselines;

import dev.thaw.bench.baseline.Descent;
import dev.thaw.bench.baseline.FedAvgSettings;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.demo.data.CharacterOrder;
import java.util.Set;
import java.util.stream.IntStream;

/** The constants of the baselines, and how much of each a scale runs. Stateless. */
final class Tuning {
  private static final double SHARE = 0.5;
  private static final Descent WHOLE = new Descent(1, 10, 0.001f);
  private static final Descent HEAD = new Descent(5, 10, 0.003f);
  private static final Descent OWN_WHOLE = new Descent(5, 10, 0.003f);
  private static final Descent OWN_HEAD = new Descent(20, 10, 0.01f);

  /** Of one sample in training, and of one that is only scored. */
  private static final double WHOLE_SECONDS = 0.0014;

  private static final double HEAD_SECONDS = 0.00006;
  private static final double SCORE_SECONDS = 0.0003;

  private static final int DENSE = 3;
  private static final Set<Integer> SCORED = Set.of(1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 40, 50, 60);

  private Tuning() {}

  static FedAvgSettings federated(Trial trial) {
    Descent local = trial.isWhole() ? WHOLE : HEAD;
    return new FedAvgSettings(SHARE, local, trial.compressed(), trial.seed());
  }

  static Descent own(Scale scale, Trial trial) {
    Descent full = trial.isWhole() ? OWN_WHOLE : OWN_HEAD;
    return scale == Scale.TINY ? full.withEpochs(1) : full;
  }

  /** Samples that each person trains on at most. */
  static int samples(Scale scale) {
    return scale.of(40, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** People at most; 0 for all. */
  static int people(Scale scale) {
    return scale.of(2, 5, 0);
  }

  static int rounds(Scale scale, Trial trial) {
    boolean strict = trial.order() == CharacterOrder.STRICT;
    return trial.isWhole()
        ? scale.of(strict ? 1 : 2, 3, strict ? 8 : 12)
        : scale.of(2, 8, strict ? 20 : 40);
  }

  /** How long a trial takes, roughly, on one quiet core; reading the people included. */
  static double seconds(Scale scale, Trial trial) {
    int samples = scale.of(80, 820, 7_700);
    double cost = trial.isWhole() ? WHOLE_SECONDS : HEAD_SECONDS;
    double reading = scale.of(0.1, 1.0, 5.0) + 3 * SCORE_SECONDS * samples;
    if (!trial.isFederated()) {
      return reading + own(scale, trial).epochs() * samples * cost;
    }
    int rounds = rounds(scale, trial);
    double training = rounds * SHARE * samples * federated(trial).local().epochs() * cost;
    long scored = IntStream.rangeClosed(1, rounds).filter(r -> isScored(r, rounds)).count();
    return reading + training + scored * samples * (trial.isWhole() ? SCORE_SECONDS : 0);
  }

  /** Whether the global model is scored after {@code round}. */
  static boolean isScored(int round, int rounds) {
    return round == rounds || round <= DENSE || SCORED.contains(round);
  }
}

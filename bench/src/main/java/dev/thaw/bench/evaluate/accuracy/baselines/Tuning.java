package dev.thaw.bench.evaluate.accuracy.baselines;

import dev.thaw.bench.baseline.Descent;
import dev.thaw.bench.baseline.FedAvgSettings;
import dev.thaw.bench.evaluate.Scale;
import java.util.Set;
import java.util.stream.IntStream;

/** The constants of the baselines, and how much of each a scale runs. Stateless. */
final class Tuning {
  // Tried on the 12 development writers of the model's card (12 devices, general model
  // 80.7%) and on 16 synthetic ones of another seed (91.8%), with half of the devices in
  // each round and batches of 10. Differences below half a point are noise. Taken is what is
  // best over both data, or orders.
  //
  // FedAvg, all layers.
  // Development, E = 1 at 0.0003 / 0.001 / 0.003 / 0.01:
  //   best of 10 rounds 81.0 / 81.2 / 80.8 / 80.8, round 10 81.0 / 80.6 / 80.2 / 80.2;
  // E = 5 at 0.001: 80.7 after 5 rounds, for five times the work.
  // Synthetic, E = 1 at 0.001 / 0.003 / 0.01: 93.1 / 93.6 / 95.1 after 8.
  //
  // FedAvg, head.
  // Development, E = 5 at 0.001 / 0.003 / 0.01: 81.1 / 81.4 / 81.1 after 20 rounds;
  // E = 1 at 0.003 / 0.03: 81.1 / 81.3 after 20, 81.1 / 81.8 after 30.
  // Synthetic, E = 5 at 0.001 / 0.003 / 0.01 / 0.03: 93.8 / 94.5 / 95.6 / 96.7 after 20.
  //
  // By itself, head.
  // Development, within class / strict: 5 epochs at 0.01 87.3 / 81.1, at 0.03 88.3 / 79.9;
  // 20 at 0.01 88.3 / 80.1, at 0.03 89.1 / 79.9, at 0.1 88.4 / -; 40 at 0.03 89.0 / -.
  // All layers: 5 epochs at 0.0003 / 0.003 / 0.01 / 0.03 82.9 / 87.3 / 87.7 / 87.5 within
  // class; 3 at 0.01 87.7 / 81.1, at 0.003 - / 81.2.
  private static final double SHARE = 0.5;
  private static final Descent WHOLE = new Descent(1, 10, 0.01f);
  private static final Descent HEAD = new Descent(1, 10, 0.03f);
  private static final Descent OWN_WHOLE = new Descent(3, 10, 0.01f);
  private static final Descent OWN_HEAD = new Descent(20, 10, 0.03f);

  /** Of one sample in training, and of one that is only scored. */
  private static final double WHOLE_SECONDS = 0.0012;

  private static final double HEAD_SECONDS = 0.00006;
  private static final double SCORE_SECONDS = 0.0003;

  private static final int DENSE = 3;
  private static final Set<Integer> SCORED = Set.of(1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 40, 50, 60);

  private Tuning() {}

  static FedAvgSettings federated(Trial trial) {
    Descent local = trial.isWhole() ? WHOLE : HEAD;
    return new FedAvgSettings(SHARE, local, trial.compressed(), trial.hands().seed());
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
    return scale.of(3, 4, 0);
  }

  static int rounds(Scale scale, Trial trial) {
    boolean strict = trial.hands().isStrict();
    return trial.isWhole() ? scale.of(2, 3, strict ? 12 : 20) : scale.of(3, 12, strict ? 40 : 60);
  }

  /** How long reading people takes, and scoring the general model, roughly, on one quiet core. */
  static double readingSeconds(Scale scale, Trial.Hands hands) {
    return scale.of(1.0, 2.0, 5.0) + 3 * SCORE_SECONDS * corrections(scale, hands);
  }

  /** The same of a trial without that. */
  static double seconds(Scale scale, Trial trial) {
    int samples = corrections(scale, trial.hands());
    double cost = trial.isWhole() ? WHOLE_SECONDS : HEAD_SECONDS;
    double own = samples * (trial.isWhole() ? 0 : SCORE_SECONDS);
    if (!trial.isFederated()) {
      return own + own(scale, trial).epochs() * samples * cost;
    }
    int rounds = rounds(scale, trial);
    double training = rounds * SHARE * samples * federated(trial).local().epochs() * cost;
    long scored = IntStream.rangeClosed(1, rounds).filter(r -> isScored(r, rounds)).count();
    return own + training + scored * samples * (trial.isWhole() ? SCORE_SECONDS : 0);
  }

  /** Of all people, roughly. */
  private static int corrections(Scale scale, Trial.Hands hands) {
    return hands.synthetic() ? scale.of(0, 450, 1_790) : scale.of(120, 1_050, 7_700);
  }

  /** Whether the global model is scored after {@code round}. */
  static boolean isScored(int round, int rounds) {
    return round == rounds || round <= DENSE || SCORED.contains(round);
  }
}

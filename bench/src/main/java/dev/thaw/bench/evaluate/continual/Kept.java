package dev.thaw.bench.evaluate.continual;

import dev.thaw.model.head.HeadOptions;
import java.util.ArrayList;
import java.util.List;

/** What is kept of earlier tasks. Implementations are immutable. */
sealed interface Kept {
  /** The first words of its rows. */
  String arm();

  /** Samples that are kept at most: a number, or {@code all}. */
  String budget();

  /** How the head is trained. */
  String trainer();

  /** A learner that has learned nothing yet. */
  Learner learner(FrozenDigits digits, HeadOptions options, long seed);

  /** What is compared: nothing, each budget that is less than everything, everything, sums. */
  static List<Kept> all(List<Integer> budgets, int examples) {
    List<Kept> all = new ArrayList<>();
    all.add(new Samples(0));
    budgets.stream().filter(most -> most < examples).map(Samples::new).forEach(all::add);
    all.add(new Samples(Samples.UNBOUNDED));
    all.add(new Sums());
    return all;
  }

  /**
   * Examples.
   *
   * @param most 0 for none
   */
  record Samples(int most) implements Kept {
    static final int UNBOUNDED = Integer.MAX_VALUE;
    static final String NONE = "no replay";
    static final String SOME = "replay";
    static final String EVERY = "all samples";

    @Override
    public String arm() {
      return switch (most) {
        case 0 -> NONE;
        case UNBOUNDED -> EVERY;
        default -> SOME;
      };
    }

    @Override
    public String budget() {
      return most == UNBOUNDED ? "all" : Integer.toString(most);
    }

    @Override
    public String trainer() {
      return "Adam";
    }

    @Override
    public Learner learner(FrozenDigits digits, HeadOptions options, long seed) {
      return new ReplayLearner(digits, options, most, seed);
    }
  }

  /** Sums over the examples, and none of them. */
  record Sums() implements Kept {
    static final String ARM = "sums only (ridge)";

    @Override
    public String arm() {
      return ARM;
    }

    @Override
    public String budget() {
      return "0";
    }

    @Override
    public String trainer() {
      return "one step";
    }

    @Override
    public Learner learner(FrozenDigits digits, HeadOptions options, long seed) {
      return new SumsLearner(digits, seed);
    }
  }
}

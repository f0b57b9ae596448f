package dev.thaw.bench.evaluate.accuracy.baselines;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.demo.data.CharacterOrder;

/**
 * One baseline on one population. Immutable.
 *
 * @param compressed whether differences travel as int8; false where nothing travels
 */
record Trial(Arm arm, CharacterOrder order, long seed, boolean compressed) {
  /** Whether the people are those of {@code other}. */
  boolean sharesPeopleWith(Trial other) {
    return order == other.order && seed == other.seed;
  }

  boolean isWhole() {
    return arm == Arm.FEDAVG_WHOLE || arm == Arm.DEVICE_WHOLE;
  }

  boolean isFederated() {
    return arm == Arm.FEDAVG_WHOLE || arm == Arm.FEDAVG_HEAD;
  }

  String orderName() {
    return order == CharacterOrder.STRICT ? "strict" : "within-class";
  }
}

package dev.thaw.bench.evaluate.accuracy.baselines;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.demo.data.CharacterOrder;
import java.util.Locale;

/**
 * One baseline on one population. Immutable.
 *
 * @param hands who writes
 * @param compressed whether differences travel as int8; false where nothing travels
 */
record Trial(Arm arm, Hands hands, boolean compressed) {
  /**
   * A population, drawn by a seed. Immutable.
   *
   * @param synthetic whether the writers are made up although there is data
   */
  record Hands(CharacterOrder order, long seed, boolean synthetic) {
    String orderName() {
      return order.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isStrict() {
      return order == CharacterOrder.STRICT;
    }

    /** Such as {@code .strict.1}. */
    @Override
    public String toString() {
      return (synthetic ? ".synthetic." : ".") + orderName() + "." + seed;
    }
  }

  boolean isWhole() {
    return arm == Arm.FEDAVG_WHOLE || arm == Arm.DEVICE_WHOLE;
  }

  boolean isFederated() {
    return arm == Arm.FEDAVG_WHOLE || arm == Arm.FEDAVG_HEAD;
  }

  /** Such as {@code fedavg-head.within-class.1}. */
  @Override
  public String toString() {
    return arm.toString().replace('_', '-') + hands;
  }
}

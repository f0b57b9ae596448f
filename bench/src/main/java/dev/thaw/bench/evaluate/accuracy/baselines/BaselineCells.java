package dev.thaw.bench.evaluate.accuracy.baselines;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.demo.data.CharacterOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What federated averaging and training on the device reach, and cost. Stateless.
 *
 * <p>A row has the conditions {@code data}, {@code order} ({@code within-class} or {@code strict}),
 * {@code depth} (of the split arm that it stands beside: heads begin there, whole models at 0 all
 * the same), {@code dtype}, {@code compression} and {@code round}: federated averaging has a row
 * for each round that is scored, so accuracy over bytes is a curve; the others have one, of round
 * {@code -}. Bytes and CPU seconds of devices are means over all of them, from the first round on.
 */
public final class BaselineCells {
  private BaselineCells() {}

  /** The cells of those arms that the plan has. */
  public static List<Cell> of(Plan plan) {
    List<Trial> trials = hands(plan).stream().flatMap(hands -> trials(plan, hands)).toList();
    Map<String, List<Trial>> cells =
        trials.stream()
            .collect(
                Collectors.groupingBy(
                    trial -> cellOf(plan, trial), LinkedHashMap::new, Collectors.toList()));
    List<Cell> all = new ArrayList<>();
    cells.forEach((name, same) -> all.add(new BaselineCell(name, plan, same)));
    return all;
  }

  /** Few cells where all are short. */
  private static String cellOf(Plan plan, Trial trial) {
    return switch (plan.scale()) {
      case TINY -> "baselines";
      case QUICK -> "baselines" + trial.hands();
      case FULL -> trial.toString();
    };
  }

  /**
   * Made-up writers write the alphabet over and over: for them both orders are the same. A quick
   * run takes one order, and those writers only where there are no others.
   */
  private static List<Trial.Hands> hands(Plan plan) {
    List<Trial.Hands> all = new ArrayList<>();
    plan.seeds().forEach(seed -> all.add(within(seed, false)));
    if (plan.data().isPresent() && plan.scale() == Scale.FULL) {
      plan.seeds().forEach(seed -> all.add(new Trial.Hands(CharacterOrder.STRICT, seed, false)));
      plan.seeds().forEach(seed -> all.add(within(seed, true)));
    }
    return all;
  }

  private static Trial.Hands within(long seed, boolean synthetic) {
    return new Trial.Hands(CharacterOrder.WITHIN_CLASS, seed, synthetic);
  }

  private static Stream<Trial> trials(Plan plan, Trial.Hands hands) {
    return plan.only(Arm.FEDAVG_WHOLE, Arm.FEDAVG_HEAD, Arm.DEVICE_HEAD, Arm.DEVICE_WHOLE)
        .flatMap(arm -> Stream.of(false, true).map(packed -> new Trial(arm, hands, packed)))
        .filter(trial -> !trial.compressed() || isPacked(plan, trial));
  }

  /** Only what is sent is packed; all of that, or one of each where there is less time. */
  private static boolean isPacked(Plan plan, Trial trial) {
    Trial.Hands hands = trial.hands();
    boolean first = hands.seed() == 1 && !hands.isStrict() && !hands.synthetic();
    return trial.isFederated() && (plan.scale() == Scale.FULL || first);
  }
}

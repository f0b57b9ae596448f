package dev.thaw.bench.evaluate.accuracy.baselines;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.demo.data.CharacterOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What federated averaging and training on the device reach, and cost. Stateless.
 *
 * <p>A row has the conditions {@code data}, {@code order} ({@code within-class} or {@code strict}),
 * {@code depth} (0 where all layers are trained), {@code dtype}, {@code compression} and {@code
 * round}: federated averaging has a row for each round that is scored, so accuracy over bytes is a
 * curve; the others have one, of round {@code -}. Bytes and CPU seconds of devices are means over
 * all of them, from the first round on.
 */
public final class BaselineCells {
  private BaselineCells() {}

  /** The cells of those arms that the plan has. */
  public static List<Cell> of(Plan plan) {
    List<Trial> trials =
        Stream.of(CharacterOrder.values())
            .flatMap(order -> seeds(plan, order).boxed().flatMap(seed -> of(plan, order, seed)))
            .toList();
    return plan.scale() == Scale.FULL ? apart(plan, trials) : together(plan, trials);
  }

  /** The strict order is repeated with other seeds only where there is time for it. */
  private static LongStream seeds(Plan plan, CharacterOrder order) {
    boolean once = order == CharacterOrder.STRICT && plan.scale() != Scale.FULL;
    return plan.seeds().limit(once ? 1 : Long.MAX_VALUE);
  }

  private static Stream<Trial> of(Plan plan, CharacterOrder order, long seed) {
    return plan.only(Arm.FEDAVG_WHOLE, Arm.FEDAVG_HEAD, Arm.DEVICE_HEAD, Arm.DEVICE_WHOLE)
        .flatMap(
            arm ->
                Stream.of(false, true).map(packed -> new Trial(arm, order, seed, packed)))
        .filter(trial -> isRun(plan, trial));
  }

  /** Devices by themselves send nothing; and rounding is repeated where there is time for it. */
  private static boolean isRun(Plan plan, Trial trial) {
    boolean strictWhole = trial.isWhole() && trial.order() == CharacterOrder.STRICT;
    boolean repeated = plan.scale() == Scale.FULL && !strictWhole;
    return !trial.compressed() || trial.isFederated() && (repeated || trial.seed() == 1);
  }

  /** One cell for each arm on the same people, so that none is long. */
  private static List<Cell> apart(Plan plan, List<Trial> trials) {
    List<Cell> cells = new ArrayList<>();
    List<Trial> same = new ArrayList<>();
    for (Trial trial : trials) {
      if (!same.isEmpty() && !isSameCell(same.get(0), trial)) {
        cells.add(BaselineCell.of(plan, same));
        same.clear();
      }
      same.add(trial);
    }
    if (!same.isEmpty()) {
      cells.add(BaselineCell.of(plan, same));
    }
    return cells;
  }

  private static boolean isSameCell(Trial one, Trial other) {
    return one.sharesPeopleWith(other) && one.arm() == other.arm();
  }

  private static List<Cell> together(Plan plan, List<Trial> trials) {
    return trials.isEmpty()
        ? List.of()
        : List.of(new BaselineCell("baselines", plan, trials));
  }
}

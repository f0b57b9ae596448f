package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.protocol.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * The cells of those arms that go through the product, and of those that train nothing. Immutable.
 */
record ProductCells(Plan plan) {
  /** All layers but the last two are frozen, unless depths are compared. */
  private static final int DEPTH = CloudSetup.BASE.layers().size() - 2;

  private static final int HEAP_MIB = 1_536;
  private static final int MEMORY_MIB = 5_000;
  private static final int DISK_MIB = 2_000;

  /** Arms beside each other. */
  List<Cell> compared() {
    List<Cell> cells = new ArrayList<>();
    for (CharacterOrder order : orders()) {
      plan.seeds().forEach(seed -> cells.addAll(compared(order, seed, false)));
    }
    if (plan.data().isPresent() && plan.scale() == Scale.FULL) {
      plan.seeds().forEach(seed -> cells.addAll(compared(CharacterOrder.WITHIN_CLASS, seed, true)));
    }
    return cells;
  }

  /** The split arm alone: every freeze depth, every way to upload values. */
  List<Cell> variants() {
    List<Cell> cells = depths();
    cells.addAll(dtypes());
    return cells;
  }

  /**
   * Made-up writers write the alphabet over and over: for them both orders are the same. A quick
   * run takes one.
   */
  private List<CharacterOrder> orders() {
    return plan.data().isPresent() && plan.scale() == Scale.FULL
        ? List.of(CharacterOrder.values())
        : List.of(CharacterOrder.WITHIN_CLASS);
  }

  /** Arms that stand beside each other. */
  private List<Cell> compared(CharacterOrder order, long seed, boolean synthetic) {
    List<Cell> cells = new ArrayList<>();
    plan.only(Arm.NONE)
        .forEach(
            arm -> cells.add(untrained(trial(arm, order, DEPTH, DType.INT8, seed, synthetic))));
    plan.only(Arm.SPLIT, Arm.SPLIT_GLOBAL, Arm.RAW)
        .forEach(arm -> cells.add(product(trial(arm, order, DEPTH, DType.INT8, seed, synthetic))));
    return cells;
  }

  private List<Cell> depths() {
    List<Cell> cells = new ArrayList<>();
    List<Integer> depths =
        plan.scale().of(List.of(DEPTH + 1), List.of(DEPTH + 1), List.of(1, 2, 3, 4, 5, 7));
    for (int depth : depths) {
      plan.only(Arm.SPLIT, Arm.SPLIT_GLOBAL)
          .filter(arm -> plan.scale() == Scale.FULL || arm == Arm.SPLIT)
          .forEach(
              arm ->
                  cells.add(
                      product(
                          trial(arm, CharacterOrder.WITHIN_CLASS, depth, DType.INT8, 1, false))));
    }
    return cells;
  }

  private List<Cell> dtypes() {
    List<Cell> cells = new ArrayList<>();
    for (DType dtype : plan.scale().of(List.<DType>of(), List.of(DType.FP32), others())) {
      plan.only(Arm.SPLIT, Arm.RAW)
          .filter(arm -> plan.scale() == Scale.FULL || arm == Arm.SPLIT)
          .forEach(
              arm ->
                  cells.add(
                      product(trial(arm, CharacterOrder.WITHIN_CLASS, DEPTH, dtype, 1, false))));
    }
    return cells;
  }

  private static List<DType> others() {
    return List.of(DType.FP16, DType.FP32);
  }

  private Trial trial(
      Arm arm, CharacterOrder order, int depth, DType dtype, long seed, boolean synthetic) {
    int people = plan.scale().of(3, 4, 0);
    return new Trial(arm, order, depth, dtype, seed, people, synthetic);
  }

  private Cell product(Trial trial) {
    double seconds = plan.scale().of(5, 12, 60);
    return new ProductCell(
        plan,
        trial,
        new Need(seconds, HEAP_MIB, plan.scale().of(3_000, 3_000, MEMORY_MIB), DISK_MIB));
  }

  private Cell untrained(Trial trial) {
    return new UntrainedCell(plan, trial, new Need(plan.scale().of(3, 4, 12), HEAP_MIB, 2_500, 16));
  }
}

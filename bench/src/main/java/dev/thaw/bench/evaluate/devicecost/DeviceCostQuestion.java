package dev.thaw.bench.evaluate.devicecost;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.nets.Net;
import dev.thaw.bench.evaluate.report.Section;
import java.util.List;
import java.util.stream.IntStream;

/** What {@link Arm#DEVICE_WHOLE} costs here and on a phone. */
public final class DeviceCostQuestion implements Question {
  private static final String SMALLEST = "lenet";
  private static final int GREY_SIDE = 28;
  private static final int COLOUR_SIDE = 224;
  private static final int BATCH = 4;

  /** For the list of questions. */
  public DeviceCostQuestion() {}

  @Override
  public String name() {
    return "device-cost";
  }

  @Override
  public List<Cell> cells(Plan plan) {
    if (!plan.has(Arm.DEVICE_WHOLE)) {
      return List.of();
    }
    return switch (plan.scale()) {
      case TINY -> List.of(cell(SMALLEST, 1, 1, Pace.TINY), cell("squeezenet", 1, 1, Pace.TINY));
      case QUICK ->
          List.of(
              cell(SMALLEST, BATCH, 1, Pace.QUICK),
              cell("squeezenet", BATCH, 1, Pace.QUICK),
              cell("googlenet", BATCH, 1, Pace.QUICK),
              cell("mobilenet-v2", BATCH, 1, Pace.QUICK));
      case FULL ->
          Published.ALL.stream()
              .flatMap(
                  each ->
                      IntStream.of(1, 2)
                          .mapToObj(t -> cell(each.model(), each.batch(), t, Pace.FULL)))
              .toList();
    };
  }

  @Override
  public Section section(Plan plan, List<Row> rows) {
    return new DeviceCostSection(rows).section();
  }

  /** The sides of inputs are those usual for each net. */
  private static Cell cell(String model, int batch, int threads, Pace pace) {
    Net net = model.equals(SMALLEST) ? Net.grey(model, GREY_SIDE) : Net.colour(model, COLOUR_SIDE);
    return new DeviceCostCell(net, batch, threads, pace);
  }
}

package dev.thaw.bench.evaluate.throughput;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.nets.Net;
import dev.thaw.bench.evaluate.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Training throughput as the model grows: {@link Arm#SPLIT} against federated averaging. */
public final class ThroughputQuestion implements Question {
  static final String HANDWRITING = "handwriting";
  static final String MOBILE = "mobilenet-v2";

  private static final int GREY_SIDE = 28;

  /** For the service's list of questions. */
  public ThroughputQuestion() {}

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public List<Cell> cells(Plan plan) {
    Set<Arm> arms =
        plan.only(Arm.SPLIT, Arm.FEDAVG_WHOLE, Arm.FEDAVG_HEAD).collect(Collectors.toSet());
    return switch (plan.scale()) {
      case TINY -> List.of(new ThroughputCell("all", tiny(), arms, Pace.TINY));
      case QUICK -> List.of(new ThroughputCell("all", quick(), arms, Pace.QUICK));
      case FULL -> full(arms);
    };
  }

  @Override
  public Section section(Plan plan, List<Row> rows) {
    return new ThroughputSection(Trial.of(rows)).section();
  }

  private static List<Net> tiny() {
    return List.of(Net.grey("lenet", GREY_SIDE), Net.handwriting(), Net.colour(MOBILE, GREY_SIDE));
  }

  private static List<Net> quick() {
    return List.of(
        Net.grey("lenet", GREY_SIDE),
        Net.handwriting(),
        Net.colour("squeezenet", 64),
        Net.colour("googlenet", 64),
        Net.colour(MOBILE, 64),
        Net.colour("alexnet", 68));
  }

  private static List<Cell> full(Set<Arm> arms) {
    List<Cell> cells = new ArrayList<>();
    cells.add(cell("lenet", List.of(Net.grey("lenet", GREY_SIDE), Net.colour("lenet", 96)), arms));
    cells.add(cell(HANDWRITING, List.of(Net.handwriting()), arms));
    cells.add(cell("squeezenet", colour("squeezenet", GREY_SIDE, 64, 96), arms));
    cells.add(cell("googlenet", colour("googlenet", GREY_SIDE, 64, 96), arms));
    cells.add(cell(MOBILE, colour(MOBILE, GREY_SIDE, 64, 96), arms));
    cells.add(cell("alexnet", colour("alexnet", 68, 96), arms));
    return List.copyOf(cells);
  }

  private static Cell cell(String name, List<Net> nets, Set<Arm> arms) {
    return new ThroughputCell(name, nets, arms, Pace.FULL);
  }

  private static List<Net> colour(String name, int... sides) {
    return IntStream.of(sides).mapToObj(side -> Net.colour(name, side)).toList();
  }
}

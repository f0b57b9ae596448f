package dev.thaw.bench.evaluate.caching;

import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Question;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.bench.evaluate.report.Section;
import java.util.ArrayList;
import java.util.List;

/** What the activation cache saves a device, and what it costs where it saves nothing. */
public final class CacheQuestion implements Question {
  @Override
  public String name() {
    return "cache";
  }

  @Override
  public List<Cell> cells(Plan plan) {
    Scale scale = plan.scale();
    List<Piece> both = new ArrayList<>(predictions(scale));
    both.addAll(updates(scale));
    Need half = Need.seconds(scale.of(5.0, 16.0, 90.0));
    return scale == Scale.TINY
        ? List.of(new PiecesCell("all", Need.seconds(10), plan, both))
        : List.of(
            new PiecesCell("predictions", half, plan, predictions(scale)),
            new PiecesCell("updates", half, plan, updates(scale)));
  }

  @Override
  public Section section(Plan plan, List<Row> rows) {
    return new CacheSection(rows).section();
  }

  private static List<Piece> predictions(Scale scale) {
    return List.of(
        new Epochs(scale.of(2, 4, 8), scale.of(3, 5, 10)),
        new ZipfDraws(
            scale.of(50, 100, 100), scale.of(800, 1_000, 3_000), scale.of(700, 1_500, 6_000)),
        new RepeatedInputs(
            scale.of(2, 4, 10),
            scale.of(100, 200, 500),
            scale.of(
                List.of(0.0, 0.9),
                List.of(0.0, 0.5, 0.9),
                List.of(0.0, 0.25, 0.5, 0.75, 0.9, 0.99))));
  }

  private static List<Piece> updates(Scale scale) {
    return List.of(
        new EvictionRules(scale.of(2, 10, 50)),
        new Recomputation(
            scale.of(100, 124, 248),
            scale.of(List.of(8), List.of(8), List.of(8, 32)),
            scale.of(2, 5, 20)));
  }
}

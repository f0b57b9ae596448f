package dev.thaw.bench.evaluate.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalingSectionTest {
  private static final List<Row> ROWS =
      List.of(row(100, "load generators", 4), row(1, "edge runtimes", 1));

  @Test
  void rowsAreInTheOrderOfTheirDevices() {
    List<Table> tables = of(ROWS, Table.class);
    assertThat(tables).hasSize(2);
    assertThat(tables)
        .allSatisfy(
            table ->
                assertThat(table.rows()).extracting(r -> r.get(0)).containsExactly("1", "100"));
  }

  @Test
  void theTextFollowsFromTheFewestAndTheMost() {
    assertThat(of(ROWS, Text.class).get(1).paragraphs())
        .contains(
            "From 1 (edge runtimes) to 100 devices (load generators) ingest goes from 1000 to 4000 features a second")
        .contains(
            "With 100 connected and served, the server has grown by 10.0 MB, 100 kB for each");
  }

  @Test
  void likeIsComparedWithLikeWherePossible() {
    List<Row> rows = List.of(ROWS.get(0), ROWS.get(1), row(10, "load generators", 2));
    assertThat(of(rows, Text.class).get(1).paragraphs())
        .contains("From 10 (load generators) to 100 devices (load generators)");
  }

  @Test
  void eachKindHasItsCurve() {
    assertThat(of(ROWS, Plot.class))
        .extracting(plot -> plot.series().size())
        .containsExactly(2, 2, 4);
  }

  @Test
  void withoutRowsThereIsASectionThatSaysSo() {
    assertThat(of(List.of(), Text.class).get(0).paragraphs()).contains("Nothing was measured");
  }

  private static Row row(int devices, String kind, double factor) {
    return Row.measured(
        "split",
        Map.of("devices", Integer.toString(devices), "kind", kind, "features per device", "100"),
        0,
        Map.ofEntries(
            Map.entry("ingest features per s", 1_000 * factor),
            Map.entry("heads per s", 10 * factor),
            Map.entry("training samples per s", 1_000 * factor),
            Map.entry("published share", 1.0),
            Map.entry("installed p50 ms", 5 * factor),
            Map.entry("installed p95 ms", 9 * factor),
            Map.entry("server idle MB", 200.0),
            Map.entry("server MB", 210.0),
            Map.entry("server MB per device", 10.0 / devices),
            Map.entry("bytes up per device", 4e4),
            Map.entry("bytes down per device", 4e4)));
  }

  private static <T extends Block> List<T> of(List<Row> rows, Class<T> kind) {
    return new ScalingSection(rows)
        .section().blocks().stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}

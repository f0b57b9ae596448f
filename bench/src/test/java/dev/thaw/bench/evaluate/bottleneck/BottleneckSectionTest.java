package dev.thaw.bench.evaluate.bottleneck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BottleneckSectionTest {
  private static final Row CLOSE = row("LTE", "256 features", 1.1, 1.0, 1.1);
  private static final Row TINY = row("LTE", "1 feature", 0.2, 0.1, 0.19);

  @Test
  void saysWhichTransfersMissTheTargetAndWhatExplainsThem() {
    String text = text(new BottleneckSection(List.of(TINY, CLOSE)).section());
    assertThat(text)
        .contains("are 1 of 2 transfers by the formula, and 2 with all round trips")
        .contains("**LTE**: the formula is within 15% for 1 of 2 transfers.")
        .contains("It misses 1 feature by +100%")
        .contains("1 of these 1 are within 15%");
  }

  @Test
  void saysNothingOfMissesWhereThereAreNone() {
    String text = text(new BottleneckSection(List.of(CLOSE)).section());
    assertThat(text).contains("within 15% for 1 of 1").doesNotContain("misses");
  }

  @Test
  void predictionsAreInATableOfEstimates() {
    Section section = new BottleneckSection(List.of(TINY, CLOSE)).section();
    List<Table> tables = of(section, Table.class);
    assertThat(tables).extracting(Table::estimated).containsExactly(false, true);
    assertThat(tables).allSatisfy(table -> assertThat(table.rows()).hasSize(2));
    assertThat(of(section, Plot.class)).hasSize(2);
  }

  @Test
  void withoutRowsThereIsASectionThatSaysSo() {
    assertThat(text(new BottleneckSection(List.of()).section())).contains("Nothing was measured");
  }

  private static Row row(String link, String what, double seconds, double formula, double whole) {
    return new Row(
        "split",
        Map.of("link", link, "transfer", what),
        0,
        Map.of("transfer s", seconds, "up bytes", 1e3, "down bytes", 50.0, "without link s", 0.01),
        Map.of("predicted s", formula, "predicted whole s", whole, "round trips", 1.0));
  }

  private static String text(Section section) {
    return of(section, Text.class).stream().map(Text::paragraphs).collect(Collectors.joining("\n"));
  }

  private static <T> List<T> of(Section section, Class<T> kind) {
    return section.blocks().stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}

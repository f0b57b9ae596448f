package dev.thaw.bench.evaluate.breakeven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Scale;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.report.Block;
import dev.thaw.bench.evaluate.report.Plot;
import dev.thaw.bench.evaluate.report.Section;
import dev.thaw.bench.evaluate.report.Table;
import dev.thaw.bench.evaluate.report.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BreakEvenIT {
  private static final Plan PLAN = plan("split", "fedavg", "raw");

  @TempDir private Path directory;

  @Test
  void whatIsSentIsWhatTheFormulaSaysAndALittleMore() {
    List<Row> rows = new ArrayList<>(new SizesCell(PLAN, 32).run(workplace("sizes")));
    rows.addAll(new SentCell(PLAN, List.of(64), 0).run(workplace("sent")));

    for (Row sent : new Sizes(rows).sent()) {
      double sum = sent.figure(SentCell.FEATURES) + sent.figure(SentCell.LAYERS);
      assertThat(sent.figure(SentCell.PULLED)).as("%s", sent).isPositive();
      assertThat(sent.figure(SentCell.ALL)).as("%s", sent).isBetween(sum, 1.5 * sum);
    }
    assertThat(versions(rows)).containsExactly(1.0, 1.0);
    requireAll(new BreakEvenQuestion().section(PLAN, rows));
  }

  @Test
  void withoutSplitLearningThereIsNothingToCompare() {
    assertThat(new BreakEvenQuestion().cells(plan("fedavg"))).isEmpty();
    assertThat(new BreakEvenQuestion().section(PLAN, List.of()).blocks()).isEmpty();
  }

  private static void requireAll(Section section) {
    assertThat(blocks(section, Table.class)).hasSize(5).noneMatch(table -> table.rows().isEmpty());
    assertThat(blocks(section, Plot.class))
        .extracting(Plot::name)
        .containsExactlyInAnyOrder("break-even-lines", "break-even-cuts");
    String words = blocks(section, Text.class).toString();
    assertThat(words).doesNotContain("NaN").contains(Arm.FEDAVG_HEAD.title(), "**Raw upload sends");
  }

  private static <T extends Block> List<T> blocks(Section section, Class<T> kind) {
    return section.blocks().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static List<Double> versions(List<Row> rows) {
    return new Sizes(rows).sent().stream().map(row -> row.figure(SentCell.PULLED)).toList();
  }

  private Workplace workplace(String name) {
    return new Workplace(directory.resolve(name), share -> {});
  }

  private static Plan plan(String... arms) {
    return new Plan(Scale.TINY, Optional.empty(), Optional.empty(), Set.of(arms), Set.of());
  }
}

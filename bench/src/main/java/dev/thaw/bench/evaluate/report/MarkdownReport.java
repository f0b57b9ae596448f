package dev.thaw.bench.evaluate.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as Markdown, with its plots in files beside it. Used once. */
final class MarkdownReport {
  private final StringBuilder page = new StringBuilder(1 << 14);

  static String of(RunFacts facts, List<Section> sections) {
    MarkdownReport report = new MarkdownReport();
    report.head(facts);
    for (int i = 0; i < sections.size(); i++) {
      report.page.append("\n## %d. %s\n".formatted(i + 1, sections.get(i).title()));
      sections.get(i).blocks().forEach(report::block);
    }
    return report.page.toString();
  }

  private void head(RunFacts facts) {
    page.append("# Thaw, evaluated\n\n| | |\n|---|---|\n");
    for (Map.Entry<String, String> fact : facts.facts()) {
      row(List.of(fact.getKey(), fact.getValue()));
    }
    if (!facts.missing().isEmpty()) {
      page.append("\nNot in this report:\n\n");
      facts
          .missing()
          .forEach(each -> page.append("- ").append(Escaped.markdown(each)).append('\n'));
    }
  }

  private void block(Block block) {
    page.append('\n');
    if (block instanceof Text text) {
      page.append(Escaped.markdown(text.paragraphs())).append('\n');
    } else if (block instanceof Table table) {
      table(table);
    } else if (block instanceof Plot plot) {
      page.append("![%s](%s)\n".formatted(plot.title(), Reports.file(plot)));
    }
  }

  private void table(Table table) {
    page.append("**").append(Escaped.markdown(table.title())).append("**");
    page.append(table.estimated() ? " (estimated, not measured)\n\n" : "\n\n");
    row(table.columns());
    page.append("|---");
    page.append("|---:".repeat(table.columns().size() - 1)).append("|\n");
    table.rows().forEach(this::row);
  }

  private void row(List<String> cells) {
    page.append(cells.stream().map(Escaped::cell).collect(Collectors.joining(" | ", "| ", " |\n")));
  }
}

package dev.thaw.bench.evaluate.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as GitHub's Markdown, with its plots as files beside it. Immutable. */
record MarkdownReport(RunFacts facts, List<Section> sections, Map<Plot, DrawnPlot> plots) {
  /** The page. */
  String text() {
    StringBuilder page = new StringBuilder();
    page.append("# ").append(escape(facts.title())).append("\n\n");
    if (!facts.warning().isEmpty()) {
      page.append("**").append(escape(facts.warning())).append("**\n\n");
    }
    page.append(run()).append('\n');
    facts.gaps().forEach(gap -> page.append("- ").append(escape(gap)).append('\n'));
    page.append(facts.gaps().isEmpty() ? "" : "\n");
    for (Section section : sections) {
      page.append("## ").append(escape(section.title())).append("\n\n");
      section.blocks().forEach(block -> page.append(block(block)).append("\n\n"));
    }
    return page.toString().stripTrailing() + "\n";
  }

  private String run() {
    StringBuilder table = new StringBuilder("| run | |\n|---|---|\n");
    facts
        .lines()
        .forEach(
            (name, value) -> table.append(row(List.of(name, shown(name, value)))).append('\n'));
    return table.toString();
  }

  private static String shown(String name, String value) {
    return name.equals("command") ? '`' + value + '`' : value;
  }

  private String block(Block block) {
    if (block instanceof Text text) {
      return paragraphs(text);
    }
    return block instanceof Table table ? table(table) : plot((Plot) block);
  }

  private static String paragraphs(Text text) {
    return Paragraphs.of(text).stream()
        .map(MarkdownReport::paragraph)
        .collect(Collectors.joining("\n\n"));
  }

  private static String paragraph(String paragraph) {
    return inline(paragraph)
        .replaceFirst("^([#+-])", "\\\\$1")
        .replaceFirst("^(\\d+)([.)])", "$1\\\\$2");
  }

  private static String inline(String text) {
    return Spans.change(
        text, MarkdownReport::escape, code -> '`' + code + '`', strong -> "**" + strong + "**");
  }

  /** A pipe would end a cell even in code. */
  private static String cell(String text) {
    return inline(text).replaceAll("(?<!\\\\)\\|", "\\\\|");
  }

  private static String table(Table table) {
    String estimated = table.estimated() ? " *(estimated, not measured)*" : "";
    StringBuilder lines = new StringBuilder();
    lines.append("**").append(escape(table.title())).append("**").append(estimated).append("\n\n");
    lines.append(row(table.columns())).append('\n').append(alignment(table));
    table.rows().forEach(row -> lines.append('\n').append(row(row)));
    return lines.toString();
  }

  private static String alignment(Table table) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < table.columns().size(); i++) {
      line.append(Numbers.isColumn(table, i) ? "---:|" : "---|");
    }
    return line.toString();
  }

  private static String row(List<String> cells) {
    return cells.stream().map(MarkdownReport::cell).collect(Collectors.joining(" | ", "| ", " |"));
  }

  private String plot(Plot plot) {
    DrawnPlot drawn = plots.get(plot);
    if (drawn == null) {
      throw new IllegalArgumentException("not drawn: " + plot.name());
    }
    String title = "**" + escape(plot.title()) + "**\n\n";
    String note = drawn.note().isEmpty() ? "" : "\n\n" + drawn.note();
    String image = "![%s](plots/%s.svg)".formatted(escape(plot.title()), drawn.name());
    return title + (drawn.svg().isEmpty() ? drawn.note() : image + note);
  }

  /** On one line, without a meaning for Markdown or HTML. */
  static String escape(String text) {
    return text.replaceAll("\\s+", " ")
        .replaceAll("([\\\\`*_\\[\\]|~])", "\\\\$1")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}

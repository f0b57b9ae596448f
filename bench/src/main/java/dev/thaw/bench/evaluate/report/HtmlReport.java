package dev.thaw.bench.evaluate.report;

import java.util.List;
import java.util.Map;

/** A report as one page that needs nothing else. Used once. */
final class HtmlReport {
  private static final String STYLE =
      """
      :root { color-scheme: light; }
      body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
             max-width: 62rem; margin: 0 auto; padding: 1rem; }
      h1 { line-height: 1.2; } h2 { margin-top: 3rem; border-top: 1px solid #ccc; padding-top: 1rem; }
      h3 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
      table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
      .wide { overflow-x: auto; margin: .5rem 0 1.5rem; }
      th, td { padding: .3rem .7rem; border-bottom: 1px solid #ddd; text-align: right;
               white-space: nowrap; }
      th { border-bottom: 2px solid #888; text-align: right; white-space: normal; }
      th:first-child, td:first-child { text-align: left; }
      .facts th, .facts td { text-align: left; white-space: normal; vertical-align: top; }
      .estimated { background: #fff6e0; padding: .25rem .75rem; border-left: 4px solid #b36b00; }
      .estimated h3::after { content: " (estimated, not measured)"; color: #8a5200; }
      .missing { background: #fdecea; padding: .5rem 1rem; border-left: 4px solid #b3261e; }
      figure { margin: 1rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; }
      figcaption { font-weight: 600; }
      code { background: #f2f2f2; padding: 0 .2rem; overflow-wrap: anywhere; }
      @media print { h2 { break-before: page; } figure, table { break-inside: avoid; } }
      """;

  private final StringBuilder page = new StringBuilder(1 << 16);

  static String of(RunFacts facts, List<Section> sections) {
    HtmlReport report = new HtmlReport();
    report.head(facts, sections);
    for (int i = 0; i < sections.size(); i++) {
      report.section(i + 1, sections.get(i));
    }
    report.page.append("</main>\n</body>\n</html>\n");
    return report.page.toString();
  }

  private void head(RunFacts facts, List<Section> sections) {
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Thaw, evaluated</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<main>\n<h1>Thaw, evaluated</h1>\n");
    facts(facts);
    missing(facts.missing());
    page.append("<nav><ol>\n");
    for (int i = 0; i < sections.size(); i++) {
      page.append("<li><a href=\"#s%d\">".formatted(i + 1))
          .append(Escaped.html(sections.get(i).title()))
          .append("</a></li>\n");
    }
    page.append("</ol></nav>\n");
  }

  private void facts(RunFacts facts) {
    page.append("<div class=\"wide\"><table class=\"facts\">\n");
    for (Map.Entry<String, String> fact : facts.facts()) {
      page.append("<tr><th scope=\"row\">")
          .append(Escaped.html(fact.getKey()))
          .append("</th><td>")
          .append(Escaped.inline(fact.getValue()))
          .append("</td></tr>\n");
    }
    page.append("</table></div>\n");
  }

  private void missing(List<String> missing) {
    if (!missing.isEmpty()) {
      page.append("<div class=\"missing\"><p>Not in this report:</p>\n<ul>\n");
      missing.forEach(each -> page.append("<li>").append(Escaped.html(each)).append("</li>\n"));
      page.append("</ul></div>\n");
    }
  }

  private void section(int number, Section section) {
    page.append("<section id=\"s%d\">\n<h2>%d. ".formatted(number, number))
        .append(Escaped.html(section.title()))
        .append("</h2>\n");
    section.blocks().forEach(this::block);
    page.append("</section>\n");
  }

  private void block(Block block) {
    if (block instanceof Text text) {
      for (String paragraph : text.paragraphs().split("\n\\s*\n")) {
        page.append("<p>").append(Escaped.inline(paragraph)).append("</p>\n");
      }
    } else if (block instanceof Table table) {
      table(table);
    } else if (block instanceof Plot plot) {
      page.append("<figure><figcaption>")
          .append(Escaped.html(plot.title()))
          .append("</figcaption>\n")
          .append(SvgPlot.of(plot))
          .append("\n</figure>\n");
    }
  }

  private void table(Table table) {
    page.append(table.estimated() ? "<div class=\"estimated\">" : "<div>")
        .append("<h3>")
        .append(Escaped.html(table.title()))
        .append("</h3>\n<div class=\"wide\"><table>\n");
    row("th scope=\"col\"", "th", table.columns());
    table.rows().forEach(cells -> row("td", "td", cells));
    page.append("</table></div></div>\n");
  }

  private void row(String open, String close, List<String> cells) {
    page.append("<tr>");
    for (String cell : cells) {
      page.append('<').append(open).append('>').append(Escaped.inline(cell));
      page.append("</").append(close).append('>');
    }
    page.append("</tr>\n");
  }
}

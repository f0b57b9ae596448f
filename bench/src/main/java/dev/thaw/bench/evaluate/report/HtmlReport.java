package dev.thaw.bench.evaluate.report;

import static dev.thaw.bench.evaluate.report.Html.escape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as one page that loads nothing. Immutable. */
record HtmlReport(RunFacts facts, List<Section> sections, Map<Plot, DrawnPlot> plots) {
  /** The page. */
  String text() {
    List<String> anchors = anchors();
    StringBuilder page = new StringBuilder(head());
    page.append(contents(anchors)).append("<main>\n");
    for (int i = 0; i < sections.size(); i++) {
      page.append(section(sections.get(i), anchors.get(i)));
    }
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  /** Plots' names come first: their anchors are their files' names. */
  private List<String> anchors() {
    Slugs slugs = new Slugs();
    slugs.of("run");
    plots.values().stream().map(DrawnPlot::name).sorted().forEach(slugs::of);
    return sections.stream().map(Section::title).map(slugs::of).toList();
  }

  private String head() {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        <style>
        %2$s</style>
        </head>
        <body>
        <header>
        <h1>%1$s</h1>
        %3$s%4$s%5$s</header>
        """
        .formatted(escape(facts.title()), HtmlStyle.TEXT, warning(), run(), gaps());
  }

  private String warning() {
    String warning = facts.warning();
    return warning.isEmpty() ? "" : "<p class=\"warning\">" + escape(warning) + "</p>\n";
  }

  private String run() {
    return facts.lines().entrySet().stream()
        .map(each -> fact(each.getKey(), each.getValue()))
        .collect(Collectors.joining("", "<dl id=\"run\">\n", "</dl>\n"));
  }

  private static String fact(String name, String value) {
    String shown = name.equals("command") ? code(value) : escape(value);
    return "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(escape(name), shown);
  }

  private String gaps() {
    return facts.gaps().isEmpty()
        ? ""
        : facts.gaps().stream()
            .map(gap -> "<li>" + escape(gap) + "</li>\n")
            .collect(
                Collectors.joining(
                    "", "<p>Not in this report:</p>\n<ul class=\"gaps\">\n", "</ul>\n"));
  }

  private String contents(List<String> anchors) {
    StringBuilder contents = new StringBuilder("<nav aria-label=\"Contents\">\n<ol>\n");
    for (int i = 0; i < anchors.size(); i++) {
      contents.append(
          "<li><a href=\"#%s\">%s</a></li>\n"
              .formatted(anchors.get(i), escape(sections.get(i).title())));
    }
    return contents.append("</ol>\n</nav>\n").toString();
  }

  private String section(Section section, String anchor) {
    String blocks = section.blocks().stream().map(this::block).collect(Collectors.joining());
    return "<section id=\"%1$s\">\n<h2>%2$s <a class=\"anchor\" href=\"#%1$s\" aria-label=\"Link to this section\">#</a></h2>\n%3$s</section>\n"
        .formatted(anchor, escape(section.title()), blocks);
  }

  private String block(Block block) {
    if (block instanceof Text text) {
      return paragraphs(text);
    }
    return block instanceof Table table ? table(table) : plot((Plot) block);
  }

  private static String paragraphs(Text text) {
    return Paragraphs.of(text).stream()
        .map(each -> "<p>" + inline(each) + "</p>\n")
        .collect(Collectors.joining());
  }

  private static String inline(String text) {
    return Spans.change(
        text, Html::escape, HtmlReport::code, strong -> "<strong>" + strong + "</strong>");
  }

  private static String code(String text) {
    return "<code>" + escape(text) + "</code>";
  }

  private static String table(Table table) {
    List<String> rows = new ArrayList<>();
    rows.add(row(table, table.columns(), "th scope=\"col\"", "th"));
    table.rows().forEach(row -> rows.add(row(table, row, "td", "td")));
    return """
        <figure class="table%s">
        <figcaption>%s%s</figcaption>
        <div class="scroll" tabindex="0" role="region" aria-label="%s">
        <table>
        <thead>
        %s</thead>
        <tbody>
        %s</tbody>
        </table>
        </div>
        </figure>
        """
        .formatted(
            table.estimated() ? " estimated" : "",
            escape(table.title()),
            table.estimated() ? " <strong class=\"mark\">estimated, not measured</strong>" : "",
            escape(table.title()),
            rows.get(0),
            String.join("", rows.subList(1, rows.size())));
  }

  private static String row(Table table, List<String> cells, String open, String close) {
    StringBuilder row = new StringBuilder("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      String right = Numbers.isColumn(table, i) ? " class=\"number\"" : "";
      row.append("<%s%s>%s</%s>".formatted(open, right, inline(cells.get(i)), close));
    }
    return row.append("</tr>\n").toString();
  }

  private String plot(Plot plot) {
    DrawnPlot drawn = plots.get(plot);
    if (drawn == null) {
      throw new IllegalArgumentException("not drawn: " + plot.name());
    }
    String note = drawn.note().isEmpty() ? "" : "<p class=\"note\">" + drawn.note() + "</p>\n";
    return """
        <figure class="plot" id="%s">
        <figcaption>%s</figcaption>
        <div class="scroll" tabindex="0" role="region" aria-label="%s">
        %s</div>
        %s</figure>
        """
        .formatted(drawn.name(), escape(plot.title()), escape(plot.title()), drawn.svg(), note);
  }
}

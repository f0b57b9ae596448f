package dev.thaw.bench.evaluate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.bench.evaluate.Scale;
import dev.thaw.bench.evaluate.report.Plot.Axis;
import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Point;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
  private static final String HOSTILE = "<script>alert(\"x\")</script> | 'y' & [z](http://a.b)";

  @TempDir private Path folder;

  @Test
  void everyKindOfBlockIsInBothPages() throws IOException {
    write(AllBlocks.sections());

    assertThat(html())
        .contains("<h2>How accurate, and for how many bytes?")
        .contains("<strong>Split</strong> reaches")
        .contains("<code>FedAvg, whole model</code>")
        .contains("<td class=\"number\">1,234.5</td>")
        .contains("Accuracy against bytes: UNIPEN, within order</figcaption>")
        .contains("One point is not shown");
    assertThat(markdown())
        .contains("## How accurate, and for how many bytes?")
        .contains("**Split** reaches")
        .contains("| split, global | within | 92.5 ±0.2 | 1,234.5 |")
        .contains("(plots/accuracy-bytes.svg)")
        .contains("One point is not shown");
    assertThat(html().split("<svg ", -1)).hasSize(1 + 5);
  }

  @Test
  void estimatesAreMarkedInWordsAndMeasurementsAreNot() throws IOException {
    write(AllBlocks.sections());

    String estimated = "estimated, not measured";
    assertThat(html().split(estimated, -1)).hasSize(2);
    assertThat(markdown().split(estimated, -1)).hasSize(2);
    assertThat(html())
        .contains("documented constants <strong class=\"mark\">" + estimated + "</strong>");
  }

  @Test
  void textOfOthersMeansNothingToABrowser() throws IOException {
    write(hostile());

    assertThat(html()).doesNotContain("<script").contains("&lt;script&gt;alert(&quot;x&quot;)");
    assertThat(markdown()).doesNotContain("<script").doesNotContain("[z](");
    for (Path plot : plots()) {
      assertThat(Files.readString(plot)).doesNotContain("<script");
    }
  }

  @Test
  void aPipeDoesNotMakeAColumn() throws IOException {
    write(
        List.of(
            new Section(
                "pipes",
                List.of(
                    Table.measured("t", List.of("a", "b"), List.of(List.of("x|y", "`p|q`")))))));

    assertThat(markdown()).contains("| x\\|y | `p\\|q` |");
  }

  @Test
  void thePageLoadsNothing() throws IOException {
    write(AllBlocks.sections());

    String page = html().replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    assertThat(page).doesNotContain("http:", "https:", "@import", "<link", "src=", "<script");
    assertThat(matches(page, "url\\(([^)]*)\\)")).allMatch(target -> target.startsWith("#"));
  }

  @Test
  void everyLinkAndReferenceHasExactlyOneTarget() throws IOException {
    List<Section> sections = new ArrayList<>(AllBlocks.sections());
    for (Section section : AllBlocks.sections()) {
      sections.add(
          new Section(section.title(), section.blocks().stream().map(this::retitled).toList()));
    }
    write(sections);

    List<String> ids = matches(html(), "\\bid=\"([^\"]+)\"");
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids).containsAll(new HashSet<>(matches(html(), "href=\"#([^\"]+)\"")));
    assertThat(ids).containsAll(new HashSet<>(matches(html(), "url\\(#([^)]+)\\)")));
    assertThat(plots()).hasSize(10);
  }

  @Test
  void equalRowsGiveEqualFiles() throws IOException {
    write(AllBlocks.sections());
    String first = html() + markdown();
    write(AllBlocks.sections());

    assertThat(html() + markdown()).isEqualTo(first);
  }

  @Test
  void plotsThatAreNoLongerInTheReportGo() throws IOException {
    write(AllBlocks.sections());
    write(AllBlocks.sections().subList(0, 1));

    assertThat(plots()).containsExactly(folder.resolve("plots/accuracy-bytes.svg"));
  }

  @Test
  void whatIsMissingAndHowMuchWasDoneIsSaidFirst() throws IOException {
    Map<String, String> failed = Map.of("scaling.many", "too little memory");
    RunFacts facts = AllBlocks.facts(Scale.QUICK, failed, List.of("accuracy.one"));
    Reports.write(folder, facts, AllBlocks.sections());

    for (String page : List.of(html().split("<h2>", 2)[0], markdown().split("\n## ", 2)[0])) {
      assertThat(page)
          .contains("scaling.many failed: too little memory")
          .contains("accuracy.one has not been run")
          .contains("not figures to quote")
          .contains("thaw evaluate --out out", "0123abcd", "2 cores", "PyTorch", "sha256 9999")
          .contains("2026-11-22T05:00:00Z", "5 min", "at most 1.4");
    }
  }

  private Block retitled(Block block) {
    return block instanceof Plot plot
        ? new Plot(plot.name(), plot.title() + ", again", plot.x(), plot.y(), plot.series())
        : block;
  }

  private static List<Section> hostile() {
    Plot plot =
        new Plot(
            "../../" + HOSTILE,
            HOSTILE,
            Axis.linear(HOSTILE),
            Axis.linear(HOSTILE),
            List.of(
                new Series(HOSTILE, Mark.BARS, List.of(Point.bar(HOSTILE, 1))),
                new Series(HOSTILE, Mark.EXPECTED, List.of(Point.bar(HOSTILE, 1)))));
    Table table =
        Table.measured(HOSTILE, List.of(HOSTILE, "b"), List.of(List.of(HOSTILE, "**<script>**")));
    String text = HOSTILE + " `a|b <i>` **" + HOSTILE + "**";
    return List.of(new Section(HOSTILE, List.of(new Text(text), table, plot)));
  }

  private void write(List<Section> sections) throws IOException {
    Reports.write(folder, AllBlocks.facts(Scale.FULL, Map.of(), List.of()), sections);
  }

  private String html() throws IOException {
    return Files.readString(folder.resolve("report.html"));
  }

  private String markdown() throws IOException {
    return Files.readString(folder.resolve("report.md"));
  }

  private List<Path> plots() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("plots"))) {
      return files.toList();
    }
  }

  private static List<String> matches(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }
}

package dev.thaw.bench.evaluate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.report.Plot.Axis;
import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Point;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.io.StringReader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class SvgPlotTest {
  private static final Axis LINEAR = Axis.linear("linear");
  private static final Axis LOGARITHMIC = Axis.logarithmic("logarithmic");

  @Test
  void everyKindOfPlotIsWellFormedAndNamed() {
    for (Plot plot : plots()) {
      String svg = SvgPlot.of(plot).svg();
      assertThatCode(() -> parse(svg)).as(plot.name()).doesNotThrowAnyException();
      assertThat(svg).contains("<title>" + Html.escape(plot.title()) + "</title>");
      plot.series().forEach(series -> assertThat(text(svg)).contains(series.name()));
    }
  }

  @Test
  void thePlotOfEqualFiguresIsTheSameText() {
    for (Plot plot : plots()) {
      assertThat(SvgPlot.of(plot).svg()).isEqualTo(SvgPlot.of(plot).svg());
    }
  }

  @Test
  void whatIsExpectedIsDashed() {
    assertThat(dashes(Mark.EXPECTED)).isTrue();
    assertThat(dashes(Mark.LINE)).isFalse();
  }

  @Test
  void aLogarithmicAxisLeavesOutWhatItHasNoPlaceForAndSaysSo() {
    List<Point> points = List.of(Point.of(1, 10), Point.of(0, 10), Point.of(2, -1), Point.of(3, 5));
    SvgPlot plot = SvgPlot.of(plot(LOGARITHMIC, LOGARITHMIC, Mark.LINE, points));

    assertThat(plot.note()).isEqualTo("2 points are not shown: they have no place on these axes.");
    assertThat(SvgPlot.of(plot(LINEAR, LINEAR, Mark.LINE, points)).note()).isEmpty();
  }

  @Test
  void anErrorBarDownToZeroDoesNotHideItsPoint() {
    Point point = new Point("", 1, 10, 0, 20);
    SvgPlot plot = SvgPlot.of(plot(LINEAR, LOGARITHMIC, Mark.POINTS, List.of(point)));

    assertThat(plot.note()).isEmpty();
    assertThat(plot.svg()).contains("<circle");
  }

  @Test
  void whatIsNotANumberIsLeftOut() {
    List<Point> points = List.of(Point.of(1, Double.NaN), Point.of(2, 3), Point.of(3, 3));

    assertThat(SvgPlot.of(plot(LINEAR, LINEAR, Mark.LINE, points)).note()).contains("One point");
  }

  @Test
  void aPlotOfNothingSaysSo() {
    SvgPlot plot =
        SvgPlot.of(plot(LINEAR, LOGARITHMIC, Mark.BARS, List.of(Point.bar("somewhere", 0))));

    assertThat(plot.svg()).isEmpty();
    assertThat(plot.note()).isNotEmpty();
  }

  @Test
  void oneValueForAllPointsIsDrawn() {
    List<Point> points = List.of(Point.of(5, 0), Point.of(5, 0));

    assertThat(SvgPlot.of(plot(LINEAR, LINEAR, Mark.LINE, points)).svg()).contains("<circle");
  }

  @Test
  void armsHaveColoursOfTheirOwnThatAreTheSameInAllPlots() {
    Set<String> colours = new HashSet<>();
    List<Series> all = Arrays.stream(Arm.values()).map(arm -> series(arm.title())).toList();
    for (int i = 0; i < all.size(); i++) {
      String colour = Looks.of(all).looks().get(i).colour();
      assertThat(Looks.of(List.of(series("other"), all.get(i))).looks().get(1).colour())
          .isEqualTo(colour);
      colours.add(colour);
    }
    assertThat(colours).hasSameSizeAs(Arm.values());
  }

  @Test
  void aVariantOfAnArmHasItsColourAndOtherPoints() {
    List<Looks.Look> looks =
        Looks.of(List.of(series("FedAvg, head"), series("FedAvg, head, int8 updates"))).looks();

    assertThat(looks.get(0).colour()).isEqualTo(looks.get(1).colour());
    assertThat(looks.get(0).shape()).isNotEqualTo(looks.get(1).shape());
  }

  @Test
  void expectationsOfOneArmHaveDashesOfTheirOwn() {
    List<Point> points = List.of(Point.of(1, 1), Point.of(2, 2));
    List<Series> series =
        Stream.of("FedAvg, head, R = 1", "FedAvg, head, R = 5", "FedAvg, head, R = 20")
            .map(name -> new Series(name, Mark.EXPECTED, points))
            .toList();
    String svg = SvgPlot.of(new Plot("dashes", "Dashes", LINEAR, LINEAR, series)).svg();

    assertThat(
            Pattern.compile("<path[^>]*stroke-dasharray=\"([^\"]+)\"")
                .matcher(svg)
                .results()
                .map(found -> found.group(1))
                .distinct())
        .hasSize(3);
  }

  @Test
  void anotherSeriesNeverTakesTheColourOfAnArmBehindIt() {
    List<Looks.Look> looks = Looks.of(List.of(series("other"), series("split"))).looks();

    assertThat(looks.get(0).colour()).isNotEqualTo(looks.get(1).colour());
  }

  private static List<Plot> plots() {
    return AllBlocks.sections().stream()
        .flatMap(section -> section.blocks().stream())
        .filter(Plot.class::isInstance)
        .map(Plot.class::cast)
        .toList();
  }

  private static boolean dashes(Mark mark) {
    List<Point> points = List.of(Point.of(1, 1), Point.of(2, 2));
    return SvgPlot.of(plot(LINEAR, LINEAR, mark, points)).svg().contains("stroke-dasharray");
  }

  private static Plot plot(Axis x, Axis y, Mark mark, List<Point> points) {
    return new Plot("plot", "a < b & \"c\"", x, y, List.of(new Series("one", mark, points)));
  }

  private static Series series(String name) {
    return new Series(name, Mark.LINE, List.of(Point.of(1, 1)));
  }

  private static String text(String svg) {
    return svg.replaceAll("<[^>]*>", " ");
  }

  private static void parse(String svg) throws Exception {
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}

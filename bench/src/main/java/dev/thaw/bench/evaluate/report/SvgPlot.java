package dev.thaw.bench.evaluate.report;

import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Point;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * A {@link Plot} as SVG, drawn by Lets-Plot from its specification of nested maps. The same plot
 * gives the same text. Stateless.
 */
final class SvgPlot {
  private static final int WIDTH = 760;
  private static final int PANEL_HEIGHT = 330;
  private static final int LINE_HEIGHT = 23;
  private static final double DODGE = 0.85;
  private static final List<Object> SHAPES = List.of(16, 17, 15, 18, 25, 8, 3, 4, 1, 2, 0, 5);
  private static final int NO_SHAPE = 32;

  private SvgPlot() {}

  static String of(Plot plot) {
    boolean bars = plot.series().stream().anyMatch(series -> series.mark() == Mark.BARS);
    Map<String, Object> specification =
        map(
            "kind",
            "plot",
            "data",
            map(),
            "mapping",
            bars ? map("x", "at", "y", "y", "fill", "s") : map("x", "x", "y", "y"),
            "theme",
            theme(),
            "scales",
            bars ? barScales(plot) : scales(plot),
            "layers",
            bars ? barLayers(plot) : layers(plot),
            "ggsize",
            map("width", WIDTH, "height", height(plot)));
    String svg =
        PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
            specification, null, SvgPlot::noRaster, false);
    return StableNames.in(svg, plot.name());
  }

  private static String noRaster(int width, int height, int[] pixels) {
    throw new IllegalStateException("a plot of lines and points has no raster");
  }

  private static int height(Plot plot) {
    return PANEL_HEIGHT + LINE_HEIGHT * plot.series().size();
  }

  private static List<Object> layers(Plot plot) {
    List<Object> layers = new ArrayList<>();
    Map<String, Object> joined = data(plot, series -> series.mark() != Mark.POINTS);
    Map<String, Object> marked = data(plot, series -> series.mark() != Mark.EXPECTED);
    layers.add(
        map(
            "geom",
            "line",
            "data",
            joined,
            "mapping",
            map("color", "s", "linetype", "s"),
            "size",
            1.1));
    layers.add(
        map(
            "geom",
            "errorbar",
            "data",
            data(plot, SvgPlot::hasErrors),
            "mapping",
            map("ymin", "low", "ymax", "high", "color", "s"),
            "width",
            0.06,
            "show_legend",
            false));
    layers.add(
        map(
            "geom",
            "point",
            "data",
            marked,
            "mapping",
            map("color", "s", "shape", "s"),
            "size",
            3.5));
    return layers;
  }

  private static boolean hasErrors(Series series) {
    return series.mark() != Mark.EXPECTED
        && series.points().stream().anyMatch(point -> point.high() > point.low());
  }

  private static List<Object> barLayers(Plot plot) {
    Map<String, Object> all = data(plot, series -> true);
    Map<String, Object> dodge = map("name", "dodge", "width", DODGE);
    return list(
        map(
            "geom",
            "bar",
            "stat",
            "identity",
            "data",
            all,
            "position",
            dodge,
            "width",
            DODGE,
            "alpha",
            1),
        map(
            "geom",
            "errorbar",
            "data",
            all,
            "mapping",
            map("group", "s", "ymin", "low", "ymax", "high"),
            "position",
            dodge,
            "width",
            0.15,
            "color",
            "#333333",
            "show_legend",
            false));
  }

  private static List<Object> scales(Plot plot) {
    List<Object> names = names(plot);
    List<Object> types = new ArrayList<>();
    List<Object> shapes = new ArrayList<>();
    for (Series series : plot.series()) {
      boolean expected = series.mark() == Mark.EXPECTED;
      types.add(expected ? "dashed" : "solid");
      shapes.add(expected ? NO_SHAPE : SHAPES.get(shapes.size() % SHAPES.size()));
    }
    return list(
        axis("x", plot.x()),
        axis("y", plot.y()),
        map("aesthetic", "color", "name", " ", "values", colours(plot), "limits", names),
        map("aesthetic", "linetype", "name", " ", "values", types, "limits", names),
        map("aesthetic", "shape", "name", " ", "values", shapes, "limits", names));
  }

  private static List<Object> barScales(Plot plot) {
    List<Object> places = new ArrayList<>();
    for (Series series : plot.series()) {
      for (Point point : series.points()) {
        if (!places.contains(point.at())) {
          places.add(point.at());
        }
      }
    }
    return list(
        map("aesthetic", "x", "name", plot.x().label(), "limits", places, "discrete", true),
        axis("y", plot.y()),
        map("aesthetic", "fill", "name", " ", "values", colours(plot), "limits", names(plot)));
  }

  private static Map<String, Object> axis(String which, Plot.Axis axis) {
    Map<String, Object> scale = map("aesthetic", which, "name", axis.label());
    if (axis.logarithmic()) {
      scale.put("trans", "log10");
    }
    return scale;
  }

  private static Map<String, Object> theme() {
    return map(
        "name",
        "light",
        "legend_position",
        "bottom",
        "legend_direction",
        "vertical",
        "plot_title",
        text(16),
        "axis_title",
        text(14),
        "axis_text",
        text(13),
        "legend_text",
        text(13),
        "legend_title",
        "blank");
  }

  private static Map<String, Object> text(int size) {
    return map("size", size, "blank", false);
  }

  private static Map<String, Object> data(Plot plot, Predicate<Series> which) {
    List<Series> chosen = plot.series().stream().filter(which).toList();
    return map(
        "at", column(chosen, Point::at),
        "x", numbers(chosen, Point::x),
        "y", numbers(chosen, Point::y),
        "low", numbers(chosen, Point::low),
        "high", numbers(chosen, Point::high),
        "s", seriesOfPoints(chosen));
  }

  private static List<Object> seriesOfPoints(List<Series> chosen) {
    List<Object> column = new ArrayList<>();
    chosen.forEach(series -> series.points().forEach(point -> column.add(series.name())));
    return column;
  }

  private static List<Object> numbers(List<Series> chosen, ToDoubleFunction<Point> of) {
    return column(chosen, of::applyAsDouble);
  }

  private static List<Object> column(
      List<Series> chosen, java.util.function.Function<Point, Object> of) {
    List<Object> column = new ArrayList<>();
    chosen.forEach(series -> series.points().forEach(point -> column.add(of.apply(point))));
    return column;
  }

  private static List<Object> names(Plot plot) {
    return new ArrayList<>(plot.series().stream().map(Series::name).toList());
  }

  private static List<Object> colours(Plot plot) {
    return new ArrayList<>(Palette.of(plot.series().stream().map(Series::name).toList()));
  }

  /** Lets-Plot wants maps and lists that it may change. */
  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static List<Object> list(Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }
}

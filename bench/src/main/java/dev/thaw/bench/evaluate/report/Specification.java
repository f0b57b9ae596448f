package dev.thaw.bench.evaluate.report;

import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Point;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A plot in the words of Lets-Plot, which are those of ggplot2: data in columns, layers that draw
 * them, scales. All maps and lists can be changed, as the library asks. Bars are rectangles on an
 * axis of numbers, so that each stands exactly where its error bar does. Immutable.
 */
record Specification(Drawable drawable, Looks looks) {
  static final int WIDTH = 720;

  private static final int PLOT_HEIGHT = 350;
  private static final int LEGEND_ROW = 24;
  private static final double GROUP = 0.8;
  private static final double INK = 0.92;

  static Specification of(Drawable drawable) {
    return new Specification(drawable, Looks.of(drawable.plot().series()));
  }

  /** In all, in pixels. */
  int height() {
    return PLOT_HEIGHT + LEGEND_ROW * legend().rows();
  }

  Map<String, Object> words() {
    return map(
        "kind", "plot",
        "theme", theme(),
        "ggsize", map("width", WIDTH, "height", height()),
        "scales", new Scales(this).words(),
        "layers", layers());
  }

  List<Series> series() {
    return drawable.plot().series();
  }

  Legend legend() {
    return new Legend(series().stream().map(Series::name).toList());
  }

  boolean hasBars() {
    return !barSeries().isEmpty();
  }

  /** The value at which bars begin. */
  double floor() {
    if (!drawable.plot().y().logarithmic()) {
      return 0;
    }
    double least = drawable.heights().min().orElse(1);
    return Math.pow(10, Math.floor(Math.log10(least) - 0.01));
  }

  private static Map<String, Object> theme() {
    Map<String, Object> theme = map("name", "light", "legend_position", "bottom");
    theme.put("legend_direction", "horizontal");
    theme.put("text", map("color", "#222222", "blank", false));
    theme.put("axis_title", map("size", 14, "color", "#222222", "blank", false));
    theme.put("axis_text", map("size", 13, "color", "#222222", "blank", false));
    theme.put("legend_text", map("size", 13, "color", "#222222", "blank", false));
    theme.put("legend_title", "blank");
    theme.put("plot_margin", map("t", 8, "r", 28, "b", 4, "l", 4));
    return theme;
  }

  private List<Object> layers() {
    List<Object> layers = new ArrayList<>();
    add(layers, bars());
    add(layers, lines(Mark.EXPECTED));
    add(layers, lines(Mark.LINE));
    add(layers, errors());
    add(layers, points());
    return layers;
  }

  private static void add(List<Object> layers, Map<String, Object> layer) {
    if (layer.get("data") instanceof Map<?, ?> data
        && data.get("key") instanceof List<?> keys
        && !keys.isEmpty()) {
      layers.add(layer);
    }
  }

  private Map<String, Object> bars() {
    Columns columns = new Columns("key", "xmin", "xmax", "ymin", "ymax");
    double half = GROUP / barSeries().size() / 2 * INK;
    each(
        Mark.BARS,
        (index, point) -> {
          double x = place(index, point);
          columns.add(key(index), x - half, x + half, floor(), point.y());
        });
    return layer("rect", columns, map("fill", "key"), "size", 0);
  }

  private Map<String, Object> lines(Mark mark) {
    Columns columns = new Columns("key", "x", "y");
    each(mark, (index, point) -> columns.add(key(index), place(index, point), point.y()));
    return layer("line", columns, map("color", "key", "linetype", "key"), "size", 1.1);
  }

  private Map<String, Object> errors() {
    Columns columns = new Columns("key", "x", "ymin", "ymax");
    for (Mark mark : List.of(Mark.BARS, Mark.LINE, Mark.POINTS)) {
      each(
          mark,
          (index, point) -> {
            if (point.low() < point.high()) {
              columns.add(barKey(mark, index), place(index, point), point.low(), point.high());
            }
          });
    }
    Map<String, Object> layer = layer("linerange", columns, map(), "size", 0.9);
    layer.put("show_legend", false);
    if (hasBars()) {
      layer.put("color", "#222222");
    } else {
      mapping(layer).put("color", "key");
    }
    return layer;
  }

  private static String barKey(Mark mark, int index) {
    return mark == Mark.BARS ? "bar " + index : key(index);
  }

  private Map<String, Object> points() {
    Columns columns = new Columns("key", "x", "y");
    for (Mark mark : List.of(Mark.LINE, Mark.POINTS)) {
      each(mark, (index, point) -> columns.add(key(index), place(index, point), point.y()));
    }
    Map<String, Object> mapping = map("color", "key", "shape", "key", "fill", "key", "size", "key");
    return layer("point", columns, mapping);
  }

  private double place(int index, Point point) {
    if (!drawable.hasPlaces()) {
      return point.x();
    }
    double center = drawable.places().indexOf(point.at()) + 1;
    int bar = barSeries().indexOf(index);
    int bars = barSeries().size();
    return bar < 0 ? center : center + (bar - (bars - 1) / 2.0) * GROUP / bars;
  }

  private List<Integer> barSeries() {
    List<Integer> bars = new ArrayList<>();
    for (int i = 0; i < series().size(); i++) {
      if (series().get(i).mark() == Mark.BARS) {
        bars.add(i);
      }
    }
    return bars;
  }

  private interface Visit {
    void visit(int index, Point point);
  }

  private void each(Mark mark, Visit visit) {
    for (int i = 0; i < series().size(); i++) {
      Series each = series().get(i);
      int index = i;
      if (each.mark() == mark) {
        each.points().forEach(point -> visit.visit(index, point));
      }
    }
  }

  /** A series by its place: two may have one name. */
  static String key(int index) {
    return "s" + index;
  }

  private static Map<String, Object> layer(
      String geometry, Columns columns, Map<String, Object> aesthetics, Object... settings) {
    Map<String, Object> layer = map("geom", geometry, "data", columns.words());
    for (String name : columns.positions()) {
      aesthetics.put(name, name);
    }
    aesthetics.put("group", "key");
    layer.put("mapping", aesthetics);
    layer.put("tooltips", "none");
    layer.putAll(map(settings));
    return layer;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> mapping(Map<String, Object> layer) {
    return (Map<String, Object>) Objects.requireNonNull(layer.get("mapping"));
  }

  static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  static List<Object> list(Object... values) {
    return new ArrayList<>(List.of(values));
  }

  static <T> List<Object> list(Collection<T> values, Function<T, Object> change) {
    return new ArrayList<>(values.stream().map(change).toList());
  }
}

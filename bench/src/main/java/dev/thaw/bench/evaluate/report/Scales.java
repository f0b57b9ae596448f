package dev.thaw.bench.evaluate.report;

import static dev.thaw.bench.evaluate.report.Specification.list;
import static dev.thaw.bench.evaluate.report.Specification.map;

import dev.thaw.bench.evaluate.report.Plot.Axis;
import dev.thaw.bench.evaluate.report.Plot.Mark;
import dev.thaw.bench.evaluate.report.Plot.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The axes and the legend of a {@link Specification}. Immutable. */
record Scales(Specification plot) {
  private static final int X_LETTERS = 84;
  private static final int Y_LETTERS = 40;
  private static final int PLACE_LETTERS = 90;
  private static final double MARGIN = 0.04;
  private static final double POINT = 3.6;
  private static final int MOST_WHOLE = 12;
  private static final List<String> DASHES =
      List.of("dashed", "dotted", "dotdash", "longdash", "twodash");

  /** A shape without an outline, which would be seen at any size. */
  private static final int DOT = 16;

  List<Object> words() {
    List<Object> scales = new ArrayList<>();
    Plot drawn = plot.drawable().plot();
    scales.add(plot.drawable().hasPlaces() ? places() : axis("x", drawn.x(), positions()));
    scales.add(axis("y", drawn.y(), heights()));
    List<Looks.Look> looks = plot.looks().looks();
    scales.add(legend("color", list(looks, Looks.Look::colour)));
    scales.add(legend("fill", list(looks, Looks.Look::colour)));
    scales.add(legend("shape", shapes(looks)));
    scales.add(legend("linetype", dashes()));
    scales.add(legend("size", list(plot.series(), Scales::size)));
    return scales;
  }

  /** Those of bars begin at their floor. */
  private double[] heights() {
    DoubleStream heights = plot.drawable().heights();
    return (plot.hasBars() ? DoubleStream.concat(heights, DoubleStream.of(plot.floor())) : heights)
        .toArray();
  }

  private double[] positions() {
    return plot.drawable().positions().toArray();
  }

  private static Map<String, Object> axis(String name, Axis axis, double[] values) {
    int letters = name.equals("x") ? X_LETTERS : Y_LETTERS;
    Map<String, Object> scale = map("aesthetic", name, "name", Lines.wrap(axis.label(), letters));
    if (axis.logarithmic()) {
      scale.put("trans", "log10");
      setTicks(scale, values);
    } else if (name.equals("x")) {
      setWholeTicks(scale, values);
    }
    setLimits(scale, axis, values);
    return scale;
  }

  /** A little further than the points go, which would be cut in half otherwise. */
  private static void setLimits(Map<String, Object> scale, Axis axis, double[] values) {
    DoubleUnaryOperator even = axis.logarithmic() ? Math::log10 : value -> value;
    double low = DoubleStream.of(values).map(even).min().orElse(0);
    double high = DoubleStream.of(values).map(even).max().orElse(0);
    double margin = high > low ? MARGIN * (high - low) : Math.max(Math.abs(low), 1) / 10;
    DoubleUnaryOperator back = axis.logarithmic() ? value -> Math.pow(10, value) : even;
    scale.put("limits", list(back.applyAsDouble(low - margin), back.applyAsDouble(high + margin)));
    scale.put("expand", list(0.0, 0.0));
  }

  /** Between a few whole numbers, such as depths, there is nothing. */
  private static void setWholeTicks(Map<String, Object> scale, double[] values) {
    List<Double> ticks = DoubleStream.of(values).distinct().sorted().boxed().toList();
    if (ticks.size() <= MOST_WHOLE && ticks.stream().allMatch(tick -> tick == Math.rint(tick))) {
      scale.put("breaks", list(ticks, tick -> tick));
      scale.put("labels", list(ticks, tick -> String.format(Locale.ROOT, "%,.0f", tick)));
    }
  }

  private static void setTicks(Map<String, Object> scale, double[] values) {
    double low = DoubleStream.of(values).min().orElse(1);
    double high = DoubleStream.of(values).max().orElse(1);
    Ticks ticks = Ticks.between(low, high);
    if (ticks.values().size() > 1) {
      scale.put("breaks", list(ticks.values(), value -> value));
      scale.put("labels", list(ticks.labels(), label -> label));
    }
  }

  private Map<String, Object> places() {
    List<String> places = plot.drawable().places();
    int letters = Math.max(8, PLACE_LETTERS / places.size());
    return map(
        "aesthetic", "x",
        "name", Lines.wrap(plot.drawable().plot().x().label(), X_LETTERS),
        "breaks",
            list(IntStream.rangeClosed(1, places.size()).asDoubleStream().boxed().toList(), i -> i),
        "labels", list(places, place -> Lines.wrap(place, letters)),
        "limits", list(0.5, places.size() + 0.5),
        "expand", list(0.0, 0.0));
  }

  /** Expectations of one colour differ in their dashes. */
  private List<Object> dashes() {
    Map<String, Integer> drawn = new HashMap<>();
    List<Object> dashes = new ArrayList<>();
    for (int i = 0; i < plot.series().size(); i++) {
      boolean expected = plot.series().get(i).mark() == Mark.EXPECTED;
      String colour = plot.looks().looks().get(i).colour();
      int before = expected ? drawn.merge(colour, 1, Integer::sum) - 1 : 0;
      dashes.add(expected ? DASHES.get(before % DASHES.size()) : "solid");
    }
    return dashes;
  }

  private List<Object> shapes(List<Looks.Look> looks) {
    return list(
        IntStream.range(0, looks.size()).boxed().toList(),
        i -> plot.series().get(i).mark() == Mark.EXPECTED ? DOT : looks.get(i).shape());
  }

  /** What is expected has no points, in the legend neither. */
  private static double size(Series series) {
    return series.mark() == Mark.EXPECTED ? 0 : POINT;
  }

  private Map<String, Object> legend(String aesthetic, List<Object> values) {
    List<Integer> series = IntStream.range(0, plot.series().size()).boxed().toList();
    return map(
        "aesthetic",
        aesthetic,
        "name",
        " ",
        "values",
        values,
        "limits",
        list(series, Specification::key),
        "labels",
        list(series, plot.legend()::placeholder),
        "guide",
        map("name", "legend", "ncol", plot.legend().columns(), "byrow", true));
  }
}

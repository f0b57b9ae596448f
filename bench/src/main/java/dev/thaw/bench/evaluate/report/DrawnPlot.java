package dev.thaw.bench.evaluate.report;

/**
 * A plot of a report. Immutable.
 *
 * @param name of its file and its anchor
 * @param svg empty if there was nothing to draw
 * @param note what is not drawn; empty if all is
 */
record DrawnPlot(String name, String svg, String note) {
  static DrawnPlot of(String name, Plot plot) {
    SvgPlot svg = SvgPlot.of(new Plot(name, plot.title(), plot.x(), plot.y(), plot.series()));
    return new DrawnPlot(name, svg.svg(), svg.note());
  }
}

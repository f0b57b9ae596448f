package dev.thaw.bench.evaluate.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * A plot drawn as SVG on white, {@value Specification#WIDTH} pixels wide; the title is its {@code
 * title} element and is not drawn. Equal plots give equal text. Immutable.
 *
 * @param svg one element, fit for a file or for a page with others
 * @param note what is not drawn, and why; empty if all is
 */
record SvgPlot(String svg, String note) {
  private static final Pattern ROOT = Pattern.compile("^<svg[^>]*>", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("\\bid=\"([^\"]+)\"");
  private static final Pattern TAG = Pattern.compile("<[^>]+>");
  private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d+(?![\\d%a-zA-Z])");
  private static final Pattern STYLE = Pattern.compile("<style.*?</style>", Pattern.DOTALL);

  private static final String FONT =
      "font-family: Arial, Helvetica, \"Liberation Sans\", sans-serif";

  static SvgPlot of(Plot plot) {
    Drawable drawable = Drawable.of(plot);
    if (drawable.plot().series().isEmpty()) {
      return new SvgPlot("", "There is nothing to show.");
    }
    Specification words = Specification.of(drawable);
    String drawn =
        PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
            words.words(), null, SvgPlot::refusePixels, false);
    return new SvgPlot(
        words.legend().complete(settled(drawn, plot, words.height())), drawable.note());
  }

  private static String refusePixels(int width, int height, int[] colours) {
    throw new IllegalStateException("a plot has no pixels");
  }

  /** With names of its own, without what differs from one drawing to the next. */
  private static String settled(String drawn, Plot plot, int height) {
    String style = styled(STYLE.matcher(drawn).results().findFirst().orElseThrow().group());
    String body = STYLE.matcher(drawn).replaceFirst("");
    body = ROOT.matcher(body.trim()).replaceFirst("");
    body = body.replaceAll(" clip-bounds-jfx=\"[^\"]*\"", "");
    body = body.replaceAll(">\\s+", ">").replaceAll("\\s+<", "<");
    body = TAG.matcher(body).replaceAll(tag -> shortened(tag.group()));
    return named(root(plot, height) + style + body, plot.name()) + "\n";
  }

  private static String root(Plot plot, int height) {
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" \
        height="%2$d" role="img"><title>%3$s</title>"""
        .formatted(Specification.WIDTH, height, Html.escape(plot.title()));
  }

  private static String styled(String style) {
    return style
        .replaceAll("\\.plt-container \\{[^}]*\\}", "")
        .replaceAll("\\btext \\{[^}]*\\}", "")
        .replaceAll("#\\w+ \\.[a-z-]*(tooltip|facet|caption|plot)[a-z-]* \\{[^}]*\\}", "")
        .replaceAll("font-family: [^;]*", FONT)
        .replaceAll("\\s+", " ");
  }

  /** Hundredths of a pixel are enough. */
  private static String shortened(String tag) {
    return LONG_NUMBER.matcher(tag).replaceAll(SvgPlot::rounded);
  }

  private static String rounded(MatchResult number) {
    double hundredths = Math.rint(Double.parseDouble(number.group()) * 100) / 100;
    String text = Double.toString(hundredths + 0.0);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String named(String svg, String name) {
    Map<String, String> names = new LinkedHashMap<>();
    ID.matcher(svg).results().forEach(id -> names.put(id.group(1), name + "_" + names.size()));
    String settled = svg;
    for (Map.Entry<String, String> each : names.entrySet()) {
      settled = settled.replaceAll("\\b" + each.getKey() + "\\b", each.getValue());
    }
    return settled;
  }
}

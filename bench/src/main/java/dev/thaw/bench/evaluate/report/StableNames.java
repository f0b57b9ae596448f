package dev.thaw.bench.evaluate.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces names that were drawn at random within an SVG text by numbered ones, so that the same
 * plot gives the same text. Stateless.
 */
final class StableNames {
  private static final Pattern NAME = Pattern.compile("\\bid=\"([^\"]+)\"");

  private StableNames() {}

  static String in(String svg, String prefix) {
    Map<String, String> names = new LinkedHashMap<>();
    Matcher matcher = NAME.matcher(svg);
    while (matcher.find()) {
      names.putIfAbsent(matcher.group(1), prefix + '-' + names.size());
    }
    String stable = svg;
    for (Map.Entry<String, String> each : names.entrySet()) {
      stable = stable.replace(each.getKey(), each.getValue());
    }
    return stable;
  }
}

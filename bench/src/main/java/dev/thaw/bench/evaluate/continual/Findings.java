package dev.thaw.bench.evaluate.continual;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Sentences that follow from the lines of one data. Immutable. */
record Findings(String data, List<Line> lines, boolean compared) {
  /** The smallest budget that is tried. */
  static final int LEAST = 20;

  private static final double NEAR = 0.02;

  /** The sentences, those for which there are lines. */
  String text() {
    List<Optional<String>> all = new ArrayList<>(List.of(forgotten(), enough(), sums()));
    if (compared) {
      all.add(elsewhere());
    }
    String known = String.join(" ", all.stream().flatMap(Optional::stream).toList());
    String backbone = lines.get(0).rows().get(0).condition("backbone");
    return "**%s.** The frozen layers learned from %s. %s".formatted(data, backbone, known).trim();
  }

  private Optional<String> forgotten() {
    return line(Kept.Samples.NONE)
        .map(
            none ->
                format(
                    "Without replay ACC is %.3f: each earlier task has lost %.3f on average since it"
                        + " was learned.",
                    none.accuracy().mean(), -none.transfer().mean()));
  }

  private Optional<String> enough() {
    return line(Kept.Samples.EVERY)
        .flatMap(
            every ->
                replays()
                    .filter(line -> shortfall(line, every) <= NEAR)
                    .findFirst()
                    .map(line -> suffices(line, every))
                    .or(() -> best().map(line -> tooFew(line, every))));
  }

  private static String suffices(Line line, Line every) {
    return format(
        "%d cached samples (%.0f KiB) are enough to come within %.2f of keeping all %d (%.3f).",
        line.samples(), line.keptKib().mean(), NEAR, every.samples(), every.accuracy().mean());
  }

  private static String tooFew(Line line, Line every) {
    return format(
        "No budget comes within %.2f of keeping all %d (%.3f): the best, %d samples, falls short"
            + " by %.3f.",
        NEAR, every.samples(), every.accuracy().mean(), line.samples(), shortfall(line, every));
  }

  private Optional<String> sums() {
    return line(Kept.Sums.ARM)
        .flatMap(
            sums ->
                line(Kept.Samples.EVERY)
                    .map(
                        every ->
                            format(
                                "Exact sums, no sample but as many bytes as %.0f of them, give"
                                    + " %.3f: %s keeping all samples.",
                                sums.keptKib().mean() * every.samples() / every.keptKib().mean(),
                                sums.accuracy().mean(),
                                difference(shortfall(every, sums)))));
  }

  private Optional<String> elsewhere() {
    return replays()
        .filter(line -> Reference.beside(line).isPresent())
        .max(Comparator.comparingDouble(Findings::behind))
        .map(
            line ->
                format(
                    "Beside what was measured elsewhere, with another net and training, replay"
                        + " compares worst at %d samples: %s there.%s",
                    line.samples(), difference(-behind(line)), forgottenElsewhere()));
  }

  private String forgottenElsewhere() {
    return line(Kept.Samples.NONE)
        .map(
            none ->
                format(
                    " Without replay it is %.3f here and %.3f there.",
                    none.accuracy().mean(), Reference.noReplay().accuracy()))
        .orElse("");
  }

  /** By how much less is recognised than was elsewhere. */
  private static double behind(Line line) {
    return Reference.beside(line).orElseThrow().accuracy() - line.accuracy().mean();
  }

  private static double shortfall(Line line, Line of) {
    return of.accuracy().mean() - line.accuracy().mean();
  }

  private static String difference(double more) {
    return Math.abs(more) < 0.0005
        ? "as much as"
        : format("%.3f %s than", Math.abs(more), more > 0 ? "more" : "less");
  }

  private Stream<Line> replays() {
    return lines.stream().filter(line -> line.is(Kept.Samples.SOME));
  }

  private Optional<Line> best() {
    return replays().max(Comparator.comparingDouble(line -> line.accuracy().mean()));
  }

  private Optional<Line> line(String arm) {
    return lines.stream().filter(line -> line.is(arm)).findFirst();
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}

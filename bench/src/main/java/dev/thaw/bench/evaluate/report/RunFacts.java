package dev.thaw.bench.evaluate.report;

import dev.thaw.bench.evaluate.Scale;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a report says of the run it is about, before it says anything else. Immutable.
 *
 * @param command as typed, to be typed again
 * @param commit of the source; {@code +} behind it if files differed from it
 * @param machine processor, cores and memory
 * @param versions of the system, Java and the engine
 * @param data names of what was read, each with its digest or size; the base model too
 * @param started when the first cell began
 * @param seconds of all cells together
 * @param highestLoad one-minute load when a cell began, of all cells; negative if not known
 * @param done cells that have rows
 * @param failed why cells have none, by their id
 * @param missing ids of cells that have not been run
 */
public record RunFacts(
    String title,
    Scale scale,
    String command,
    String commit,
    String machine,
    String versions,
    Map<String, String> data,
    Instant started,
    double seconds,
    double highestLoad,
    int done,
    Map<String, String> failed,
    List<String> missing) {
  private static final int MINUTE = 60;

  public RunFacts {
    data = new TreeMap<>(data);
    failed = new TreeMap<>(failed);
    missing = List.copyOf(missing);
  }

  /** All but title, failures and what is missing, in reading order. */
  Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("command", command);
    lines.put("scale", scaleInWords());
    lines.put("commit", commitInWords());
    lines.put("machine", machine);
    lines.put("versions", versions);
    data.forEach(lines::put);
    lines.put("started", started.truncatedTo(ChronoUnit.SECONDS).toString());
    lines.put("took", duration() + " in all cells together");
    lines.put("load", load());
    lines.put("cells", cells());
    return lines;
  }

  /** One sentence for each cell without rows; none if all is well. */
  List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    failed.forEach((cell, why) -> gaps.add("%s failed: %s".formatted(cell, why)));
    missing.forEach(cell -> gaps.add(cell + " has not been run."));
    return gaps;
  }

  /** What is wrong with quoting this report; empty if nothing is. */
  String warning() {
    return switch (scale) {
      case FULL -> gaps().isEmpty() ? "" : "Not complete: the answers below lack some cells.";
      case QUICK -> "A quick run: the shape of the answers, not figures to quote.";
      case TINY -> "A tiny run: it shows that everything works, and measures nothing.";
    };
  }

  private String scaleInWords() {
    return scale.name().toLowerCase(Locale.ROOT);
  }

  private String commitInWords() {
    return commit.replace("+", " with changes that are not committed");
  }

  private String duration() {
    return seconds < MINUTE
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : String.format(Locale.ROOT, "%.0f min", seconds / MINUTE);
  }

  private String load() {
    return highestLoad < 0
        ? "not known"
        : String.format(Locale.ROOT, "at most %.1f when a cell began", highestLoad);
  }

  private String cells() {
    return "%d done, %d failed, %d not run".formatted(done, failed.size(), missing.size());
  }
}

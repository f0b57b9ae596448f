package dev.thaw.demo.campaign;

import dev.thaw.cache.faults.CrashPoint;
import dev.thaw.demo.chaos.Check;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a campaign went. Immutable.
 *
 * @param planned kills on both sides together
 * @param deaths by side
 * @param reached how often a process died at each point
 * @param missed points that were not reached in time; the process was killed instead
 * @param troubles by kind
 * @param audits copies of dead processes' files that were found to be right
 * @param checks at the end; none if it was not reached
 * @param violation what ended it early
 */
record CampaignReport(
    long seed,
    int planned,
    int devices,
    Map<Side, Integer> deaths,
    Map<CrashPoint, Integer> reached,
    int missed,
    Map<String, Integer> troubles,
    int audits,
    List<Check> checks,
    @Nullable String violation,
    double seconds) {
  CampaignReport {
    deaths = Map.copyOf(deaths);
    reached = Map.copyOf(reached);
    troubles = Map.copyOf(troubles);
    checks = List.copyOf(checks);
  }

  /** Kills until it ended. */
  int kills() {
    return deaths.values().stream().mapToInt(Integer::intValue).sum();
  }

  boolean passed() {
    return violation == null && !checks.isEmpty() && checks.stream().allMatch(Check::passed);
  }

  void print(PrintWriter out) {
    for (Check check : checks) {
      out.println((check.passed() ? "passed  " : "FAILED  ") + check.what());
      out.println("        " + check.figures());
    }
    if (violation != null) {
      out.println("FAILED  after " + kills() + " kills: " + violation);
    }
    line(out, "kills", "%d of %d: %s", kills(), planned, new TreeMap<>(deaths));
    new TreeMap<>(reached).forEach((point, count) -> line(out, "", "%4d at %s", count, point.id()));
    line(out, "missed", "%d points not reached in time", missed);
    line(out, "troubles", "%s", new TreeMap<>(troubles));
    line(out, "audits", "%d of what dead processes left", audits);
    line(out, "devices", "%d, seed %d", devices, seed);
    line(out, "time", "%.0f s, %.0f kills an hour", seconds, kills() * 3600 / seconds);
    out.flush();
  }

  private static void line(PrintWriter out, String what, String format, Object... values) {
    out.println(
        String.format(Locale.ROOT, "%-9s", what) + String.format(Locale.ROOT, format, values));
  }
}

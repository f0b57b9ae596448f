package dev.thaw.demo.chaos;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What came of both runs, for people and as JSON. Immutable.
 *
 * @param repairedBytesPerChange bytes that devices sent again because the freeze point moved, in
 *     the mean
 */
record ChaosReport(
    String command,
    String data,
    int devices,
    long seed,
    List<Check> checks,
    RunResult.Disturbed disturbed,
    Tally tally,
    long repairedBytesPerChange,
    double accuracy,
    double undisturbedAccuracy,
    double seconds,
    double undisturbedSeconds) {
  ChaosReport {
    checks = List.copyOf(checks);
  }

  static ChaosReport of(
      String command,
      String data,
      ChaosSettings settings,
      RunResult disturbed,
      RunResult undisturbed) {
    return new ChaosReport(
        command,
        data,
        settings.devices(),
        settings.seed(),
        new ChaosChecks(disturbed, undisturbed).all(),
        disturbed.disturbed(),
        disturbed.tally(),
        disturbed.tally().repairedBytes() / Math.max(1, disturbed.disturbed().changes() + 1),
        disturbed.accuracy(),
        undisturbed.accuracy(),
        disturbed.seconds(),
        undisturbed.seconds());
  }

  boolean passed() {
    return checks.stream().allMatch(Check::passed);
  }

  void print(PrintWriter out) {
    for (Check check : checks) {
      out.println((check.passed() ? "passed  " : "FAILED  ") + check.what());
      out.println("        " + check.figures());
    }
    line(out, "changes", "%d and back, %d resumed", disturbed.changes(), disturbed.resumed());
    line(out, "kills", "%d cloud, %d farms", disturbed.cloudKills(), disturbed.farmKills());
    line(out, "samples", "%d sent, %d stale, %d lost", tally.sent(), tally.stale(), tally.lost());
    line(
        out,
        "repairs",
        "%d asked for, %d sent, %d impossible, %d bytes a change",
        tally.asked(),
        tally.repaired(),
        tally.unrepairable(),
        repairedBytesPerChange);
    line(out, "devices", "%d, seed %d, %s", devices, seed, data);
    line(out, "time", "%.0f s, undisturbed %.0f s", seconds, undisturbedSeconds);
    out.flush();
  }

  private static void line(PrintWriter out, String what, String format, Object... values) {
    out.println(
        String.format(Locale.ROOT, "%-8s", what) + String.format(Locale.ROOT, format, values));
  }
}

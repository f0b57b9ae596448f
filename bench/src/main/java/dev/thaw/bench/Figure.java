package dev.thaw.bench;

import java.util.Locale;

/**
 * One measured number. Immutable.
 *
 * @param group what it belongs to
 * @param limit what it is compared with, in words
 */
record Figure(String group, String what, double value, String unit, String limit) {
  /** In 80 columns. */
  String line() {
    return String.format(Locale.ROOT, "%-8s  %-29s %9s %-3s  %s", group, what, text(), unit, limit);
  }

  /** Four digits at least, and all of a larger number. */
  private String text() {
    double size = Math.abs(value);
    if (value == Math.rint(value) || size >= 1_000) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.01 ? "%.3f" : "%.5f", value);
  }
}

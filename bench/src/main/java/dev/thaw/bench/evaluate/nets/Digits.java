package dev.thaw.bench.evaluate.nets;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as tables print them. Stateless. */
public final class Digits {
  private static final int SIGNIFICANT = 3;
  private static final double WHOLE = 100;

  private Digits() {}

  /** Three significant digits, whole from 100 on: 0.0123, 4.56, 12,346. A dash for NaN. */
  public static String three(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (Math.abs(value) >= WHOLE) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return BigDecimal.valueOf(value)
        .round(new MathContext(SIGNIFICANT, RoundingMode.HALF_EVEN))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** A share of 1 in percent, with the digits that tell it from 100%. */
  public static String percent(double share) {
    if (Double.isNaN(share)) {
      return "-";
    }
    return String.format(Locale.ROOT, share > 0.99 ? "%.3f%%" : "%.1f%%", WHOLE * share);
  }
}

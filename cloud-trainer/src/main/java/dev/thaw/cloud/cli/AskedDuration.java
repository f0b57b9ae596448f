package dev.thaw.cloud.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration as an operator writes it: {@code 90s}, {@code 15m}, {@code 2h}, {@code 1d}. */
final class AskedDuration implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smhd])");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
      throw new TypeConversionException("'" + text + "' is not a duration such as 90s, 15m or 2h");
    }
    ChronoUnit unit = java.util.Objects.requireNonNull(UNITS.get(form.group(2)));
    return Duration.of(Long.parseLong(form.group(1)), unit);
  }

  /** A duration as {@link #convert} reads it, in the largest unit that fits. */
  static String text(long seconds) {
    for (String letter : new String[] {"d", "h", "m"}) {
      long unit = java.util.Objects.requireNonNull(UNITS.get(letter)).getDuration().toSeconds();
      if (seconds >= unit && seconds % unit == 0) {
        return seconds / unit + letter;
      }
    }
    return seconds + "s";
  }
}

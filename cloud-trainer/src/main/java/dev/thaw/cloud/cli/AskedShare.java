package dev.thaw.cloud.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A share as an operator writes it, such as {@code 80%}. Immutable.
 *
 * @param value in [0, 1]
 */
record AskedShare(double value) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,4})?)%");
  private static final double PERCENT = 100;

  /**
   * Reads one.
   *
   * @throws TypeConversionException if it is something else, or above 100%
   */
  static AskedShare parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Double.parseDouble(form.group(1)) > PERCENT) {
      throw new TypeConversionException("'" + text + "' is not a share such as 80%");
    }
    return new AskedShare(Double.parseDouble(form.group(1)) / PERCENT);
  }

  /** How the command line reads it. */
  static final class Reader implements ITypeConverter<AskedShare> {
    @Override
    public AskedShare convert(String text) {
      return parse(text);
    }
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How figures of the operator API are written for people. */
final class Texts {
  private static final int MAX_WIDTH = 80;
  private static final double HUNDRED = 99.95;
  private static final double LEAST = 0.0005;
  private static final double THOUSAND = 1000;
  private static final String LETTERS = " kMGT";
  private static final int SHORT_DIGEST = 12;
  private static final int MINUTES_LENGTH = "2026-01-31T12:00".length();
  private static final int SECONDS_LENGTH = "2026-01-31T12:00:00".length();

  private Texts() {}

  /** The first digits of a digest, {@code -} if there is none. */
  static String digest(JsonNode hex) {
    String text = hex.asText("");
    return hex.isTextual() && text.length() >= SHORT_DIGEST ? text.substring(0, SHORT_DIGEST) : "-";
  }

  /** A UTC time to the second. */
  static String time(JsonNode instant) {
    String text = instant.asText("-");
    return text.length() > SECONDS_LENGTH ? text.substring(0, SECONDS_LENGTH) + 'Z' : text;
  }

  /** A UTC time to the minute, for narrow columns. */
  static String minute(JsonNode instant) {
    String text = instant.asText("-");
    return text.length() > MINUTES_LENGTH
        ? text.substring(0, MINUTES_LENGTH).replace('T', ' ')
        : text;
  }

  static String kibibytes(JsonNode count) {
    return String.format(Locale.ROOT, "%.1f", count.asLong() / 1024.0);
  }

  static String bytes(JsonNode count) {
    long bytes = count.asLong();
    if (bytes < 1024) {
      return bytes + " B";
    }
    double kib = bytes / 1024.0;
    return kib < 1024
        ? String.format(Locale.ROOT, "%.1f KiB", kib)
        : String.format(Locale.ROOT, "%.1f MiB", kib / 1024);
  }

  /** A count in at most four characters and a letter: {@code 950}, {@code 12.3k}, {@code 4.5M}. */
  static String amount(double count) {
    double scaled = count;
    int unit = 0;
    while (scaled >= THOUSAND && unit < LETTERS.length() - 1) {
      scaled /= THOUSAND;
      unit++;
    }
    String form = unit == 0 || scaled >= HUNDRED ? "%.0f" : "%.1f";
    return String.format(Locale.ROOT, form, scaled) + (unit == 0 ? "" : LETTERS.charAt(unit));
  }

  /** A measured figure with about three digits. */
  static String figure(double value) {
    if (value >= HUNDRED || value < LEAST) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f", value);
  }

  /** A text in lines of at most 80 characters, {@code label} before the first. */
  static List<String> wrapped(String label, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(label);
    for (String word : text.strip().split("\\s+", -1)) {
      boolean isFirst = line.length() == label.length();
      if (!isFirst && line.length() + 1 + word.length() > MAX_WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(label.length())).append(word);
      } else {
        line.append(isFirst ? "" : " ").append(word);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  static String seconds(JsonNode value) {
    return String.format(Locale.ROOT, "%.2f s", value.asDouble());
  }

  static String text(JsonNode value) {
    return value.isNull() || value.isMissingNode() ? "-" : value.asText();
  }

  /** {@code 6:32 7:4}, {@code -} for none. */
  static String counts(JsonNode counts) {
    List<String> texts = new ArrayList<>();
    counts.properties().forEach(each -> texts.add(each.getKey() + ':' + each.getValue().asText()));
    return texts.isEmpty() ? "-" : String.join(" ", texts);
  }

  static String list(JsonNode values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.asText()));
    return texts.isEmpty() ? "none" : String.join(", ", texts);
  }

  /** The layers' names with a bar where the freeze point is. */
  static String layers(JsonNode names, int depth) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (i == depth) {
        texts.add("|");
      }
      texts.add(names.get(i).asText());
    }
    return String.join(" ", texts);
  }
}

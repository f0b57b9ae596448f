package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** How training runs are written for people. */
final class RunTexts {
  private static final double HUNDRED = 100;

  private RunTexts() {}

  /** What the run's validation found, in one line; the run must have one. */
  static String validation(JsonNode run) {
    return "of %s held-out samples %s right before, %s after learning from the others"
        .formatted(
            run.path("validationSamples"),
            share(run.path("validationBefore")),
            share(run.path("validationAfter")));
  }

  /** Who took part in the run, in one line; it must have been for several devices. */
  static String crowd(JsonNode run) {
    String taken =
        "of %s devices, %s of them capped (%s samples left out)"
            .formatted(run.path("devices"), run.path("cappedDevices"), run.path("leftOut"));
    return run.path("jurors").asLong() > 0
        ? taken + ", judged by %s".formatted(run.path("jurors"))
        : taken + ", not judged by devices";
  }

  /** A share as {@code 81.3%}, {@code -} if there is none. */
  static String share(JsonNode share) {
    return share.isNumber()
        ? String.format(Locale.ROOT, "%.1f%%", HUNDRED * share.asDouble())
        : "-";
  }

  /** A loss with three digits, {@code -} if there is none. */
  static String loss(JsonNode loss) {
    return loss.isNumber() ? String.format(Locale.ROOT, "%.3f", loss.asDouble()) : "-";
  }

  /** What became of the head. */
  static String outcome(JsonNode run) {
    return run.path("published").asBoolean()
        ? "version " + Texts.text(run.path("version"))
        : "held back";
  }
}

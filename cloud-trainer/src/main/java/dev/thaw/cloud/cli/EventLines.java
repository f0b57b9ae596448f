package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Events as lines of at most 80 columns, under the day on which they happened. Not thread-safe. */
final class EventLines {
  private static final int DAY = "2026-01-31".length();
  private static final int TIME = "12:00:00".length();

  private String day = "";

  /** The lines of the next event. */
  List<String> of(JsonNode event) {
    List<String> lines = new ArrayList<>();
    String at = event.path("at").asText();
    if (at.length() <= DAY + TIME) {
      return Texts.wrapped("- ", event.path("text").asText());
    }
    if (!at.startsWith(day) || day.isEmpty()) {
      day = at.substring(0, DAY);
      lines.add(day);
    }
    String time = at.substring(DAY + 1, DAY + 1 + TIME);
    lines.addAll(Texts.wrapped(time + ' ', event.path("text").asText()));
    return lines;
  }
}

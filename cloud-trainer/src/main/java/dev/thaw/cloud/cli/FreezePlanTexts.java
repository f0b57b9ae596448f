package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a dry run tells people, at most 80 columns wide. */
final class FreezePlanTexts {
  private FreezePlanTexts() {}

  static List<String> lines(JsonNode plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "task %s: depth %s -> %s would do this; nothing was changed"
            .formatted(plan.path("task").asText(), plan.path("from"), plan.path("to")));
    lines.add("samples  kept       " + plan.path("kept"));
    lines.add("         advanced   " + plan.path("advanced") + ", run on in the cloud");
    lines.add("         repaired   " + plan.path("repaired") + ", sent again by their devices");
    lines.add(
        "         lost       " + plan.path("lost") + ", devices keep nothing that leads there");
    lines.add("         unknown    " + plan.path("unknown") + ", of devices that reported nothing");
    lines.addAll(Texts.wrapped("scopes   retrained  ", Texts.list(plan.path("retrained"))));
    lines.addAll(Texts.wrapped("         carried    ", Texts.list(plan.path("carried"))));
    lines.add("bytes    uploaded   about " + Texts.bytes(plan.path("uploadBytes")));
    lines.add("         downloaded about " + Texts.bytes(plan.path("downloadBytes")));
    lines.add(
        "devices  compute    %s operations for repairs, %s if all from inputs"
            .formatted(
                Texts.amount(plan.path("repairFlops").asDouble()),
                Texts.amount(plan.path("scratchFlops").asDouble())));
    return lines;
  }
}

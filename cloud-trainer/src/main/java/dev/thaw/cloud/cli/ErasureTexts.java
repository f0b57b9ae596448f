package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What an erasure did, in a few lines. */
final class ErasureTexts {
  private ErasureTexts() {}

  static void print(JsonNode receipt, PrintWriter out) {
    out.println("erased " + rows(receipt.path("rows")));
    for (JsonNode head : receipt.path("heads")) {
      out.println(head(head));
    }
    counted("of the device itself", receipt.path("ownHeads"), out);
    counted("of other devices", receipt.path("otherDevicesHeads"), out);
    if (!receipt.path("frozenLayersThatLearnt").isEmpty()) {
      out.println("these frozen layers learnt from uploads before they were frozen, and stay");
      out.println("until a base model is published: " + names(receipt));
    }
    out.println("receipt " + receipt.path("id").asText());
  }

  static String rows(JsonNode rows) {
    return "%s features, %s notes, %s of a device, %s versions, %s runs"
        .formatted(
            rows.path("features"),
            rows.path("lost").asLong() + rows.path("owed").asLong(),
            rows.path("devices"),
            rows.path("versions"),
            rows.path("runs"));
  }

  private static String head(JsonNode head) {
    String scope = head.path("scope").asText();
    return switch (head.path("outcome").asText()) {
      case "retrained" ->
          "%s: version %s was trained anew as %s"
              .formatted(scope, head.path("before"), head.path("after"));
      case "base" ->
          "%s: version %s gave way to the base model's head, as %s"
              .formatted(scope, head.path("before"), head.path("after"));
      default -> "%s: version %s was taken away".formatted(scope, head.path("before"));
    };
  }

  private static void counted(String whose, JsonNode heads, PrintWriter out) {
    if (heads.path("retrained").asLong() + heads.path("withdrawn").asLong() > 0) {
      out.println(
          "heads %s: %s trained anew, %s taken away"
              .formatted(whose, heads.path("retrained"), heads.path("withdrawn")));
    }
  }

  private static String names(JsonNode receipt) {
    List<String> names = new ArrayList<>();
    receipt.path("frozenLayersThatLearnt").forEach(name -> names.add(name.asText()));
    return String.join(" ", names);
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thaw freeze advise}. */
@Command(
    name = "advise",
    header = "Compare all freeze depths and recommend one.",
    description =
        "Heads are really trained at each depth on stored features, which can take a minute. K is"
            + " the depth: > marks the present one, * the recommended one, the one with the fewest"
            + " estimated joules among those that keep the limits. Without --min-accuracy a depth"
            + " may be one point below the best.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw freeze advise",
      "  thaw freeze advise --max-bytes 600 --min-accuracy 95%%",
      "  thaw freeze advise --json | jq .recommended"
    })
final class FreezeAdviseCommand extends TaskCommand {
  private static final double MILLI = 1e-3;

  @Mixin private AskedLimits limits = new AskedLimits();

  @Override
  Reply ask(OperatorClient client) {
    ObjectNode asked = JsonNodeFactory.instance.objectNode();
    limits.addTo(asked);
    Map<String, String> query = query();
    asked.properties().forEach(limit -> query.put(limit.getKey(), limit.getValue().asText()));
    return client.getSlowly("v1/admin/freeze/advice", query);
  }

  @Override
  void print(JsonNode advice, PrintWriter out) {
    printRows(advice, out);
    out.println();
    depthsByObjection(advice)
        .forEach((why, depths) -> print(out, "not " + String.join(", ", depths) + ": ", why));
    JsonNode recommended = advice.path("recommended");
    print(
        out, recommended.isNull() ? "no depth: " : "recommended: ", advice.path("reason").asText());
    print(out, "ms: ", advice.path("deviceTime").asText());
    print(out, "accuracy: ", advice.path("accuracyTest").asText());
    print(out, "mJ: ", "estimated for a device, per feature; never measured");
    print(out, "bytes: ", "of one feature as fp32, fp16 and int8; PUSH of a head update");
  }

  private static Map<String, List<String>> depthsByObjection(JsonNode advice) {
    Map<String, List<String>> depths = new LinkedHashMap<>();
    for (JsonNode row : advice.path("rows")) {
      if (row.path("objection").isTextual()) {
        depths
            .computeIfAbsent(row.path("objection").asText(), why -> new ArrayList<>())
            .add(row.path("depth").asText());
      }
    }
    return depths;
  }

  private static void printRows(JsonNode advice, PrintWriter out) {
    Table table =
        Table.narrow(
            "K", "LAYER", "FP32", "FP16", "INT8", "MS", "FLOP", "HEAD", "PUSH", "EPOCH", "ACC",
            "mJ");
    for (JsonNode row : advice.path("rows")) {
      table.row(
          mark(advice, row),
          Texts.text(row.path("layer")),
          Texts.amount(row.path("fp32Bytes").asDouble()),
          Texts.amount(row.path("fp16Bytes").asDouble()),
          Texts.amount(row.path("int8Bytes").asDouble()),
          Texts.figure(row.path("deviceMs").asDouble()),
          Texts.amount(row.path("flops").asDouble()),
          Texts.amount(row.path("headParameters").asDouble()),
          Texts.amount(row.path("updateBytes").asDouble()),
          optional(row.path("epochSeconds"), "s"),
          row.path("accuracy").isNumber()
              ? FreezeTexts.percent(Math.round(row.path("accuracy").asDouble() * 1e3) / 1e3)
              : "-",
          Texts.figure(row.path("joules").asDouble() / MILLI));
    }
    table.print(out);
  }

  private static String mark(JsonNode advice, JsonNode row) {
    int depth = row.path("depth").asInt();
    String present = advice.path("presentDepth").asInt() == depth ? ">" : "";
    String recommended = advice.path("recommended").asInt(-1) == depth ? "*" : "";
    return depth + present + recommended;
  }

  private static String optional(JsonNode figure, String unit) {
    return figure.isNumber() ? Texts.figure(figure.asDouble()) + unit : "-";
  }

  private static void print(PrintWriter out, String label, String text) {
    Texts.wrapped(label, text).forEach(out::println);
  }
}

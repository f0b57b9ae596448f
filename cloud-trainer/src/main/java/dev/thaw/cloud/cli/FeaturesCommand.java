package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code thaw features}. */
@Command(
    name = "features",
    header = "Count the stored features by device, cut and label; or erase some.",
    description =
        "Usable samples can be trained on at the present freeze depth. Void ones were made under an"
            + " older prefix or above the freeze point; their devices upload them again, but for"
            + " lost ones, which nothing they keep leads to. BY CUT counts stored versions: a"
            + " sample that was run on to a deeper cut has several.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw features",
      "  thaw features --task handwriting --json",
      "  thaw features erase --device tablet-7 --dry-run"
    })
final class FeaturesCommand extends TaskCommand {
  @Override
  Reply ask(OperatorClient client) {
    return client.get("v1/admin/features", query());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.println(
        "task %s: %s usable, %s void, %s of those lost"
            .formatted(
                answer.path("task").asText(),
                answer.path("usable"),
                answer.path("voided"),
                answer.path("lost")));
    Table table = new Table("DEVICE", "USABLE", "BY CUT", "VOID BY CUT", "LABELS");
    for (JsonNode device : answer.path("devices")) {
      table.row(
          device.path("device").asText(),
          device.path("usable"),
          Texts.counts(device.path("usableByCut")),
          Texts.counts(device.path("voidByCut")),
          Texts.counts(device.path("byLabel")));
    }
    out.println();
    table.print(out);
  }
}

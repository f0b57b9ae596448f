package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code thaw devices}. */
@Command(
    name = "devices",
    header = "List every device ever seen, what it runs and whether it is connected.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw devices",
      "  thaw devices --json | jq -r '.devices[] | select(.connected) | .device'"
    })
final class DevicesCommand extends TaskCommand {
  @Override
  Reply ask(OperatorClient client) {
    return client.get("v1/admin/devices", query());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    Table table = new Table("DEVICE", "TASK", "COHORT", "MANIFEST", "LINK", "LAST SEEN (UTC)");
    for (JsonNode device : answer.path("devices")) {
      table.row(
          device.path("device").asText(),
          device.path("task").asText(),
          Texts.text(device.path("cohort")),
          Texts.digest(device.path("manifest")),
          device.path("connected").asBoolean() ? "up" : "-",
          Texts.minute(device.path("lastSeen")));
    }
    table.print(out);
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code thaw devices}. */
@Command(
    name = "devices",
    header = "List every device ever seen, what it runs and whether it is let in and connected.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw devices",
      "  thaw devices invite --ttl 1h",
      "  thaw devices revoke tablet-7",
      "  thaw devices --json | jq -r '.devices[] | select(.connected) | .device'"
    })
final class DevicesCommand extends TaskCommand {
  @Override
  Reply ask(OperatorClient client) {
    return client.get("v1/admin/devices", query());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    Map<String, JsonNode> enrolments = new TreeMap<>();
    answer.path("enrolments").forEach(e -> enrolments.put(e.path("device").asText(), e));
    Table table =
        Table.narrow("DEVICE", "TASK", "COHORT", "MANIFEST", "ACCESS", "LINK", "LAST SEEN (UTC)");
    Set<String> seen = new HashSet<>();
    for (JsonNode device : answer.path("devices")) {
      table.row(
          device.path("device").asText(),
          device.path("task").asText(),
          Texts.text(device.path("cohort")),
          Texts.digest(device.path("manifest")),
          access(enrolments.get(device.path("device").asText())),
          device.path("connected").asBoolean() ? "up" : "-",
          Texts.minute(device.path("lastSeen")));
      seen.add(device.path("device").asText());
    }
    enrolments.keySet().removeAll(seen);
    if (task().isEmpty()) {
      enrolments.forEach((id, e) -> addUnseen(table, id, e));
    }
    table.print(out);
  }

  private static void addUnseen(Table table, String id, JsonNode enrolment) {
    table.row(id, "-", Texts.text(enrolment.path("cohort")), "-", access(enrolment), "-", "-");
  }

  /** {@code -} for one that never enrolled: such a device comes in while nobody is asked. */
  private static String access(@Nullable JsonNode enrolment) {
    if (enrolment == null) {
      return "-";
    }
    return enrolment.path("revokedAt").isTextual() ? "revoked" : "enrolled";
  }
}

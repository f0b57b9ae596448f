package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code thaw keys}. */
@Command(
    name = "keys",
    header = "Show the key that signs manifests, and those before it.",
    footerHeading = "%nExamples:%n",
    footer = {"  thaw keys", "  thaw keys rotate"})
final class KeysCommand extends ClientCommand {
  @Override
  Reply ask(OperatorClient client) {
    return client.get("v1/admin/keys", java.util.Map.of());
  }

  @Override
  void print(JsonNode keys, PrintWriter out) {
    out.println("present key, SHA-256 of its X.509 bytes:");
    out.println("  " + keys.path("fingerprint").asText());
    if (!keys.path("history").isEmpty()) {
      out.println();
      Table table = new Table("SINCE (UTC)", "KEY", "IN PLACE OF");
      for (JsonNode change : keys.path("history")) {
        table.row(
            Texts.minute(change.path("at")),
            Texts.digest(change.path("to")),
            Texts.digest(change.path("from")));
      }
      table.print(out);
    }
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code thaw operators}. */
@Command(
    name = "operators",
    header = "List the operators, or add, remove and re-key them.",
    description =
        "A viewer reads; an operator also trains, rolls back and moves the freeze point; an admin"
            + " also lets devices and operators in and out and publishes base models.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw operators",
      "  thaw operators add ida --role operator",
      "  thaw operators rotate ida",
      "  thaw operators remove ida"
    })
final class OperatorsCommand extends ClientCommand {
  static final String PATH = "v1/admin/operators";

  @Override
  Reply ask(OperatorClient client) {
    return client.get(PATH, Map.of());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    Table table = new Table("OPERATOR", "ROLE", "ADDED (UTC)", "TOKEN OF (UTC)");
    for (JsonNode each : answer.path("operators")) {
      table.row(
          each.path("name").asText(),
          each.path("role").asText(),
          Texts.minute(each.path("addedAt")),
          Texts.minute(each.path("tokenAt")));
    }
    table.print(out);
  }

  /** A token that was just made. */
  static void printToken(JsonNode answer, PrintWriter out) {
    out.println(answer.path("token").asText());
    out.println(
        "the token of %s (%s); it is not shown again"
            .formatted(answer.path("name").asText(), answer.path("role").asText()));
  }
}

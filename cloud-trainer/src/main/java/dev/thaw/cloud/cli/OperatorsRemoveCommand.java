package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code thaw operators remove}. */
@Command(
    name = "remove",
    header = "Let an operator in no more.",
    description = "The token and the logins made with it end at once. The last admin stays.",
    footerHeading = "%nExample:%n",
    footer = "  thaw operators remove ida")
final class OperatorsRemoveCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The operator.")
  private String name = "";

  @Override
  Reply ask(OperatorClient client) {
    return client.delete(OperatorsCommand.PATH + '/' + OperatorClient.part(name), Map.of());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.println(answer.path("name").asText() + " is removed");
  }
}

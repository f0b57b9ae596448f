package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code thaw operators rotate}. */
@Command(
    name = "rotate",
    header = "Give an operator a new token and print it, once.",
    description = "The old token and the logins made with it end at once.",
    footerHeading = "%nExample:%n",
    footer = "  thaw operators rotate ida")
final class OperatorsRotateCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The operator.")
  private String name = "";

  @Override
  Reply ask(OperatorClient client) {
    return client.post(
        OperatorsCommand.PATH + '/' + OperatorClient.part(name) + "/rotate",
        JsonNodeFactory.instance.objectNode());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    OperatorsCommand.printToken(answer, out);
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thaw operators add}. */
@Command(
    name = "add",
    header = "Add an operator and print the token, once.",
    footerHeading = "%nExample:%n",
    footer =
        "  (umask 077; thaw operators add ida --role viewer --json | jq -r .token > ida.token)")
final class OperatorsAddCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "Who it is, for the audit log.")
  private String name = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      required = true,
      description = "viewer, operator or admin.")
  private String role = "";

  @Override
  Reply ask(OperatorClient client) {
    return client.post(
        OperatorsCommand.PATH,
        JsonNodeFactory.instance.objectNode().put("name", name).put("role", role));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    OperatorsCommand.printToken(answer, out);
  }
}

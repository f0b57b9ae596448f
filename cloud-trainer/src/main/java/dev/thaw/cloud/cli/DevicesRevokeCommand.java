package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code thaw devices revoke}. */
@Command(
    name = "revoke",
    header = "Let a device in no more.",
    description =
        "Its sessions and connections end at once. What it uploaded stays. It can come back only"
            + " with a new key and an invitation made after this.",
    footerHeading = "%nExample:%n",
    footer = "  thaw devices revoke tablet-7")
final class DevicesRevokeCommand extends ClientCommand {
  @Parameters(paramLabel = "DEVICE", description = "The device's id.")
  private String device = "";

  @Override
  Reply ask(OperatorClient client) {
    return client.post(
        "v1/admin/devices/" + OperatorClient.part(device) + "/revoke",
        JsonNodeFactory.instance.objectNode());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    String how = answer.path("changed").asBoolean() ? " is revoked" : " was revoked before";
    out.println(answer.path("device").asText() + how);
  }
}

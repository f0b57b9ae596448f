package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code thaw keys rotate}. */
@Command(
    name = "rotate",
    header = "Sign manifests with a new key from now on.",
    description =
        "Makes a new key, has the old one vouch for it in a handover that devices follow by"
            + " themselves, signs all present manifests anew and destroys the old key. It does not"
            + " help against somebody who has stolen the old key: devices must be told of a new one"
            + " by other means then.",
    footerHeading = "%nExamples:%n",
    footer = "  thaw keys rotate")
final class KeysRotateCommand extends ClientCommand {
  @Override
  Reply ask(OperatorClient client) {
    return client.post("v1/admin/keys/rotate", JsonNodeFactory.instance.objectNode());
  }

  @Override
  void print(JsonNode change, PrintWriter out) {
    out.println("manifests are signed with a new key, SHA-256 of its X.509 bytes:");
    out.println("  " + change.path("to").asText());
    out.println("the key before it is destroyed:");
    out.println("  " + change.path("from").asText());
  }
}

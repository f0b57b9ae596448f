package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code thaw freeze set}. */
@Command(
    name = "set",
    header = "Move the freeze point, wait for the switch, tell what was done.",
    description =
        "Deeper: the cloud runs the features it has on to the new depth and trains every head"
            + " there, then switches; no device uploads again. Shallower: features above the new"
            + " depth are void, devices recompute and upload them again.",
    footerHeading = "%nExamples:%n",
    footer = {"  thaw freeze set 7", "  thaw freeze set 5 --task handwriting --json"})
final class FreezeSetCommand extends ClientCommand {
  @Parameters(paramLabel = "DEPTH", description = "How many layers are to be frozen.")
  private int depth;

  @Override
  Reply ask(OperatorClient client) {
    return client.put(
        "v1/admin/freeze", query(), JsonNodeFactory.instance.objectNode().put("depth", depth));
  }

  @Override
  void print(JsonNode change, PrintWriter out) {
    JsonNode after = change.path("after");
    String task = change.path("task").asText();
    if (!change.path("changed").asBoolean()) {
      out.println("task " + task + " is at depth " + after.path("depth") + " already");
      return;
    }
    out.println(
        "task %s: depth %s -> %s, epoch %s, in %s"
            .formatted(
                task,
                change.path("before").path("depth"),
                after.path("depth"),
                after.path("epoch"),
                Texts.seconds(change.path("seconds"))));
    out.println("samples  kept       " + change.path("kept"));
    out.println("         advanced   " + change.path("advanced"));
    out.println("         void       " + change.path("voided"));
    out.println("scopes   retrained  " + Texts.list(change.path("retrained")));
    out.println("         carried    " + Texts.list(change.path("carried")));
    out.println("         dropped    " + Texts.list(change.path("dropped")));
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thaw rollback}. */
@Command(
    name = "rollback",
    header = "Take a scope back to an earlier version of its model.",
    description =
        "The earlier version's layers become a new version, which devices install like any other."
            + " No features are forgotten: the next training of the scope replaces it. Version 0"
            + " takes the scope's own model away; its devices run their cohort's or the global one."
            + " Which versions there are: thaw models.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw rollback --scope device/tablet-7 --to 3",
      "  thaw rollback --scope device/tablet-7 --to 0",
      "  thaw rollback --scope global --to 1 --json"
    })
final class RollbackCommand extends TaskCommand {
  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      required = true,
      description = "global, cohort/NAME or device/ID.")
  private String scope = "";

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      required = true,
      description = "The version to go back to; 0 for none of its own.")
  private int version;

  @Override
  Reply ask(OperatorClient client) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("scope", scope).put("version", version);
    task().ifPresent(name -> body.put("task", name));
    return client.post("v1/admin/rollback", body);
  }

  @Override
  void print(JsonNode model, PrintWriter out) {
    String now = model.path("version").asText();
    String digest = Texts.digest(model.path("digest"));
    out.println(
        version == 0
            ? scope + " has no model of its own any more"
            : scope + " is back at version " + version);
    out.println(
        version == 0
            ? "its devices run version %s of %s, manifest %s"
                .formatted(now, model.path("scope").asText(), digest)
            : "published as version %s, manifest %s".formatted(now, digest));
  }
}

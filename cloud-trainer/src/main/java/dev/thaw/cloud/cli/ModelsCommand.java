package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thaw models}. */
@Command(
    name = "models",
    header = "List the model versions of every scope, newest first.",
    footerHeading = "%nExamples:%n",
    footer = {"  thaw models", "  thaw models --scope device/tablet-7", "  thaw models --json"})
final class ModelsCommand extends TaskCommand {
  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "Only this scope: global, cohort/NAME or device/ID.")
  private @Nullable String scope;

  @Override
  Reply ask(OperatorClient client) {
    Map<String, String> query = query();
    if (scope != null) {
      query.put("scope", scope);
    }
    return client.get("v1/admin/models", query);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    Table table =
        new Table("SCOPE", "VER", "STATE", "MANIFEST", "DEPTH", "HEAD KiB", "CREATED (UTC)");
    for (JsonNode model : answer.path("models")) {
      table.row(
          model.path("scope").asText(),
          model.path("version"),
          state(model),
          Texts.digest(model.path("digest")),
          model.path("freeze").path("depth"),
          Texts.kibibytes(model.path("headBytes")),
          Texts.minute(model.path("createdAt")));
    }
    table.print(out);
    printReasons(answer.path("models"), out);
  }

  /** Why the newest version of a scope was held back; they are newest first within each scope. */
  private static void printReasons(JsonNode models, PrintWriter out) {
    String scope = "";
    for (JsonNode model : models) {
      boolean newest = !model.path("scope").asText().equals(scope);
      scope = model.path("scope").asText();
      if (newest && state(model).equals("held back")) {
        out.println();
        out.println(scope + ", version " + model.path("version") + ":");
        Texts.wrapped("held back: ", model.path("reason").asText()).forEach(out::println);
      }
    }
  }

  private static String state(JsonNode model) {
    if (model.path("current").asBoolean()) {
      return "current";
    }
    if (model.path("withdrawn").asBoolean()) {
      return "withdrawn";
    }
    return model.path("published").asBoolean() ? "replaced" : "held back";
  }
}

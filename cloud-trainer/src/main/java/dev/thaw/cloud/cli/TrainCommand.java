package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thaw train}. */
@Command(
    name = "train",
    header = "Train one scope's head now and wait for the result.",
    description =
        "The run waits its turn on the one training thread. Exit code 1 also says that the head was"
            + " held back: the scope runs what it ran before.",
    footerHeading = "%nExamples:%n",
    footer = {"  thaw train", "  thaw train --scope device/tablet-7", "  thaw train --json"})
final class TrainCommand extends TaskCommand {
  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      defaultValue = "global",
      description = "global, cohort/NAME or device/ID (default: ${DEFAULT-VALUE}).")
  private String scope = "";

  @Override
  Reply ask(OperatorClient client) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("scope", scope);
    task().ifPresent(name -> body.put("task", name));
    return client.post("v1/admin/train", body);
  }

  @Override
  int exitCode(JsonNode run) {
    return run.path("published").asBoolean() ? ExitCode.OK : ExitCode.REFUSED;
  }

  @Override
  void print(JsonNode run, PrintWriter out) {
    printRun(run, out);
  }

  /** One run in a few lines. */
  static void printRun(JsonNode run, PrintWriter out) {
    out.println(
        "%s: %s samples and %s general ones, %s steps at depth %s, %s"
            .formatted(
                run.path("scope").asText(),
                run.path("samples"),
                run.path("replayed"),
                run.path("steps"),
                run.path("depth"),
                Texts.seconds(run.path("seconds"))));
    if (run.path("devices").isNumber()) {
      out.println(RunTexts.crowd(run));
    }
    if (run.path("validationSamples").isNumber()) {
      out.println(RunTexts.validation(run));
    }
    if (run.path("published").asBoolean()) {
      out.println(
          "published as version %s, manifest %s"
              .formatted(Texts.text(run.path("version")), Texts.digest(run.path("manifest"))));
    } else {
      out.println("held back");
    }
    out.println("because " + run.path("reason").asText());
  }
}

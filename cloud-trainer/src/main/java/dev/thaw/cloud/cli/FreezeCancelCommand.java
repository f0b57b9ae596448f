package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code thaw freeze cancel}. */
@Command(
    name = "cancel",
    header = "Call off a change that waits for repairs.",
    description =
        "Everything runs on as it did. A change that is past waiting cannot be called off; move"
            + " the freeze point back instead.",
    footerHeading = "%nExamples:%n",
    footer = {"  thaw freeze cancel", "  thaw freeze cancel --task handwriting"})
final class FreezeCancelCommand extends TaskCommand {
  @Override
  Reply ask(OperatorClient client) {
    return client.delete("v1/admin/freeze/change", query());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    String task = answer.path("task").asText();
    out.println(
        "task %s: %s, depth %s"
            .formatted(
                task,
                answer.path("cancelled").asBoolean() ? "change called off" : "nothing to call off",
                answer.path("freeze").path("depth")));
  }
}

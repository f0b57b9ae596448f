package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code thaw freeze get}. */
@Command(
    name = "get",
    header = "Show where the freeze point stands.",
    footerHeading = "%nExamples:%n",
    footer = {"  thaw freeze get", "  thaw freeze get --json | jq .depth"})
final class FreezeGetCommand extends TaskCommand {
  @Override
  Reply ask(OperatorClient client) {
    return client.get("v1/admin/freeze", query());
  }

  @Override
  void print(JsonNode freeze, PrintWriter out) {
    int depth = freeze.path("depth").asInt();
    out.println("task    " + freeze.path("task").asText());
    out.println("depth   " + depth + " of " + freeze.path("layers").size() + " layers frozen");
    out.println("epoch   " + freeze.path("epoch"));
    out.println(
        "prefix  %s since %s"
            .formatted(
                Texts.digest(freeze.path("prefix")), Texts.time(freeze.path("prefixSince"))));
    out.println("layers  " + Texts.layers(freeze.path("layers"), depth));
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thaw runs}. */
@Command(
    name = "runs",
    header = "List the latest training runs, or show how one of them went.",
    description =
        "BEFORE and AFTER are the shares of held-out samples that were recognised by the head that"
            + " training started from and by one that learned from the others; the head that is"
            + " published learns from all, unless devices judged it: then it is that one. Runs on"
            + " fewer than 20 samples, and those of a change of freeze depth, hold none out.",
    footerHeading = "%nExamples:%n",
    footer = {"  thaw runs", "  thaw runs --id 12", "  thaw runs --id 12 --json"})
final class RunsCommand extends TaskCommand {
  private static final int MAX_ROWS = 25;

  @Option(names = "--id", paramLabel = "NUMBER", description = "Show this run's curve.")
  private @Nullable Long id;

  @Override
  Reply ask(OperatorClient client) {
    return client.get(id == null ? "v1/admin/runs" : "v1/admin/runs/" + id, query());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (id == null) {
      printList(answer.path("runs"), out);
    } else {
      TrainCommand.printRun(answer, out);
      printCurve(answer.path("curve"), out);
    }
  }

  private static void printList(JsonNode runs, PrintWriter out) {
    Table table =
        Table.narrow(
            "ID", "SCOPE", "STARTED (UTC)", "SAMPLES", "LOSS", "BEFORE", "AFTER", "RESULT");
    for (JsonNode run : runs) {
      table.row(
          run.path("id"),
          run.path("scope").asText(),
          Texts.minute(run.path("startedAt")),
          run.path("samples"),
          RunTexts.loss(run.path("loss")),
          RunTexts.share(run.path("validationBefore")),
          RunTexts.share(run.path("validationAfter")),
          RunTexts.outcome(run));
    }
    table.print(out);
  }

  private static void printCurve(JsonNode curve, PrintWriter out) {
    if (curve.isEmpty()) {
      out.println("no curve was recorded");
      return;
    }
    Table table = new Table("EPOCH", "LOSS", "HELD-OUT LOSS", "HELD-OUT RIGHT");
    int rows = Math.min(curve.size(), MAX_ROWS);
    for (int row = 0; row < rows; row++) {
      JsonNode point = curve.get(rows == 1 ? 0 : row * (curve.size() - 1) / (rows - 1));
      table.row(
          point.path("epoch"),
          RunTexts.loss(point.path("loss")),
          RunTexts.loss(point.path("validationLoss")),
          RunTexts.share(point.path("validationRight")));
    }
    out.println();
    table.print(out);
    if (rows < curve.size()) {
      out.println("(" + rows + " of " + curve.size() + " points; --json shows all)");
    }
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code thaw status}. */
@Command(
    name = "status",
    header = "Show tasks, devices, intake, training and traffic at a glance.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw status",
      "  thaw status --server http://10.0.0.5:7070 --json | jq .devices.connected"
    })
final class StatusCommand extends TaskCommand {
  @Override
  Reply ask(OperatorClient client) {
    return client.get("v1/admin/status", query());
  }

  @Override
  void print(JsonNode status, PrintWriter out) {
    JsonNode intake = status.path("intake");
    JsonNode training = status.path("training");
    out.println("server    " + server());
    out.println(
        "devices   %s known, %s connected"
            .formatted(
                status.path("devices").path("known"), status.path("devices").path("connected")));
    out.println(
        "samples   %s stored, %s duplicate, %s stale, %d refused"
            .formatted(
                intake.path("STORED"),
                intake.path("DUPLICATE"),
                intake.path("STALE"),
                intake.path("BAD_TENSOR").asLong() + intake.path("BAD_LABEL").asLong()));
    out.println(
        "batches   %s stored in %s commits, %s waiting"
            .formatted(
                intake.path("batches"), intake.path("commits"), intake.path("waitingBatches")));
    out.println(
        "training  %s published, %s held back, %s waiting, %s in all"
            .formatted(
                training.path("runsPublished"),
                training.path("runsHeldBack"),
                training.path("waitingScopes"),
                Texts.seconds(training.path("seconds"))));
    printTraffic(status.path("traffic"), out);
    printTls(status.path("tls"), out);
    printTasks(status.path("tasks"), out);
  }

  private static void printTraffic(JsonNode traffic, PrintWriter out) {
    Texts.wrapped(
            "traffic   ",
            "%s of features in; %s of manifests, %s of layers out"
                .formatted(
                    Texts.bytes(traffic.path("features").path("bytes")),
                    Texts.bytes(traffic.path("manifest").path("bytes")),
                    Texts.bytes(traffic.path("layer").path("bytes"))))
        .forEach(out::println);
  }

  private static void printTls(JsonNode tls, PrintWriter out) {
    if (tls.isObject()) {
      out.println(
          "TLS       certificate expires %s%s"
              .formatted(
                  Texts.minute(tls.path("expiresAt")),
                  tls.path("expiresSoon").asBoolean() ? ": put a new one in its place" : ""));
    }
  }

  private static void printTasks(JsonNode tasks, PrintWriter out) {
    Table table = new Table("TASK", "DEPTH", "EPOCH", "GLOBAL", "USABLE", "VOID");
    for (JsonNode task : tasks) {
      JsonNode freeze = task.path("freeze");
      table.row(
          task.path("task").asText(),
          freeze.path("depth") + "/" + task.path("layers").size(),
          freeze.path("epoch"),
          "v" + Texts.text(task.path("globalVersion")),
          task.path("usable"),
          task.path("voided"));
    }
    out.println();
    table.print(out);
    for (JsonNode task : tasks) {
      if (task.path("change").isObject()) {
        out.println();
        out.println("task " + task.path("task").asText() + ": " + FreezeTexts.change(task));
        out.println("thaw freeze status --watch shows how it goes on");
      }
    }
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thaw freeze status}. */
@Command(
    name = "status",
    header = "Show what moves the freeze point now, and how the last change ended.",
    description =
        "A change is preparing (the cloud runs features on and trains heads), waiting for repairs"
            + " (devices send samples again) or dropping (what an old base model made). It ends"
            + " switched, cancelled or rolled back. Devices that run what they should have"
            + " reported the manifest that is meant for them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw freeze status",
      "  thaw freeze status --watch",
      "  thaw freeze status --json | jq .change.phase"
    })
final class FreezeStatusCommand extends TaskCommand {
  @Option(
      names = "--watch",
      description =
          "Show how it goes on until the change has ended and all connected devices have"
              + " switched.")
  private boolean watch;

  @Override
  Reply ask(OperatorClient client) {
    return watch
        ? new FreezeWatch(client, query(), screen()).untilSettled()
        : client.get(FreezeWatch.PATH, query());
  }

  @Override
  void print(JsonNode status, PrintWriter out) {
    FreezeTexts.lines(status).forEach(out::println);
  }
}

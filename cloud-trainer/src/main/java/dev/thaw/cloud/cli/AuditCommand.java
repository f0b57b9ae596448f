package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thaw audit}. */
@Command(
    name = "audit",
    header = "List what operators changed, newest first: when, who, what, and how it ended.",
    description =
        "An outcome \"asked\" means that the change is under way, or that the cloud stopped before"
            + " it knew. --json shows the request, and how it stood before and after.",
    exitCodeList = {
      "0:Done.",
      "1:The server refused, or failed; or the log does not verify.",
      "2:The command line cannot be understood.",
      "3:No server answers at the address."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  thaw audit", "  thaw audit --since 2h --json", "  thaw audit --verify"})
final class AuditCommand extends ClientCommand {
  @Option(
      names = "--since",
      paramLabel = "DURATION",
      converter = AskedDuration.class,
      description = "Only the last 2h, 1d or so.")
  private @Nullable Duration since;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most that many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--verify",
      description =
          "Check instead that each entry fits the one before it, and print the digest of the last"
              + " one: noted elsewhere, it shows later whether entries were cut off.")
  private boolean verify;

  @Override
  Reply ask(OperatorClient client) {
    return verify
        ? client.getSlowly("v1/admin/audit/verification", Map.of())
        : client.get("v1/admin/audit", query());
  }

  private Map<String, String> query() {
    Map<String, String> query = new TreeMap<>(Map.of("limit", String.valueOf(limit)));
    if (since != null) {
      query.put("since", Instant.now().minus(since).toString());
    }
    return query;
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (verify) {
      printVerification(answer, out);
      return;
    }
    Table table = new Table("WHEN (UTC)", "WHO", "ROLE", "WHAT", "TO WHAT", "OUTCOME");
    for (JsonNode change : answer.path("changes")) {
      table.row(
          Texts.minute(change.path("at")),
          change.path("who").asText(),
          change.path("role").asText(),
          change.path("action").asText().replace("/v1/admin/", ""),
          change.path("target").asText(),
          change.path("outcome").asText());
    }
    table.print(out);
  }

  @Override
  int exitCode(JsonNode answer) {
    return verify && !answer.path("intact").asBoolean() ? ExitCode.REFUSED : ExitCode.OK;
  }

  private static void printVerification(JsonNode answer, PrintWriter out) {
    if (answer.path("intact").asBoolean()) {
      out.println(answer.path("entries").asText() + " entries, each fits the one before it; last");
      out.println(answer.path("last").asText());
    } else {
      out.println(
          "entry " + answer.path("entry").asText() + " is wrong: " + answer.path("why").asText());
    }
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thaw freeze set}. */
@Command(
    name = "set",
    header = "Move the freeze point.",
    description =
        "Deeper: the cloud runs the features it has on to the new depth and trains every head"
            + " there, then switches; no device uploads again. Shallower: features above the new"
            + " depth are void unless a version below is stored; devices make them again from"
            + " what they keep and upload them.%n%nA change at once is waited for, and what was"
            + " done is told. A change that waits for repairs is only begun: thaw freeze status"
            + " --watch shows how it goes on, thaw freeze cancel calls it off. The same change"
            + " asked for twice is one change.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw freeze set 7",
      "  thaw freeze set 5 --dry-run",
      "  thaw freeze set 5 --when 80%% --deadline 2h --watch",
      "  thaw freeze set 5 --task handwriting --json"
    })
final class FreezeSetCommand extends TaskCommand {
  private static final String PATH = "v1/admin/freeze";
  private static final String NOW = "now";

  @Parameters(paramLabel = "DEPTH", description = "How many layers are to be frozen.")
  private int depth;

  @Option(
      names = "--when",
      paramLabel = "now|SHARE",
      defaultValue = NOW,
      description =
          "now: as soon as the cloud is ready. A share such as 80%%: when devices have repaired"
              + " that many of the samples they can, or at the deadline if they can none; for a"
              + " shallower depth (default: ${DEFAULT-VALUE}).")
  private String when = "";

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = AskedDuration.class,
      description =
          "Switch after this time whatever was repaired, such as 15m or 2h (default: 24h).")
  private @Nullable Duration deadline;

  @Option(names = "--dry-run", description = "Only tell what it would do, as far as is known.")
  private boolean dryRun;

  @Option(
      names = "--watch",
      description =
          "Show how it goes on until all connected devices have switched. Exit code 1 also says"
              + " that the change did not come about.")
  private boolean watch;

  @Override
  Reply ask(OperatorClient client) {
    ObjectNode body = body();
    if (dryRun) {
      return put(client, body.put("dryRun", true));
    }
    if (watch) {
      Reply begun = put(client, body.put("wait", false));
      return begun instanceof Reply.Answer
          ? new FreezeWatch(client, query(), screen()).untilSettled()
          : begun;
    }
    boolean shows = when.equals(NOW) && screen().isTerminal();
    return shows ? putAndShow(client, body) : put(client, body);
  }

  @Override
  int exitCode(JsonNode answer) {
    boolean failed = watch && !dryRun && answer.path("freeze").path("depth").asInt() != depth;
    return failed ? ExitCode.REFUSED : ExitCode.OK;
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (dryRun) {
      FreezePlanTexts.lines(answer).forEach(out::println);
    } else if (answer.has("freeze")) {
      FreezeTexts.lines(answer).forEach(out::println);
      if (!watch && answer.path("change").isObject()) {
        out.println("thaw freeze status --watch shows how it goes on");
      }
    } else {
      printChange(answer, out);
    }
  }

  private ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("depth", depth);
    if (!when.equals(NOW)) {
      body.put("when", share());
    } else if (deadline != null) {
      throw mistake("--deadline is for --when SHARE");
    }
    if (deadline != null) {
      body.put("deadlineSeconds", deadline.toSeconds());
    }
    return body;
  }

  private double share() {
    try {
      double share = AskedShare.parse(when).value();
      if (share > 0) {
        return share;
      }
    } catch (RuntimeException notAShare) {
      // Said below, as for 0%.
    }
    throw mistake("--when is neither now nor a share above 0% such as 80%: '" + when + "'");
  }

  private Reply put(OperatorClient client, ObjectNode body) {
    return client.put(PATH, query(), body);
  }

  /** Waits for the answer and shows how it goes on meanwhile. */
  private Reply putAndShow(OperatorClient client, ObjectNode body) {
    CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(() -> put(client, body));
    var unused = new FreezeWatch(client, query(), screen()).until(status -> reply.isDone());
    return reply.join();
  }

  private static void printChange(JsonNode change, PrintWriter out) {
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
    printScopes(change, out);
  }

  private static void printScopes(JsonNode change, PrintWriter out) {
    Texts.wrapped("scopes   retrained  ", Texts.list(change.path("retrained")))
        .forEach(out::println);
    Texts.wrapped("         carried    ", Texts.list(change.path("carried"))).forEach(out::println);
    Texts.wrapped("         dropped    ", Texts.list(change.path("dropped"))).forEach(out::println);
  }
}

package dev.thaw.cloud.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thaw events}. */
@Command(
    name = "events",
    header = "Show what happened lately: the server's last 500 events.",
    description =
        "Times are UTC. With --follow, the last 50 and then each as it happens, until Ctrl-C; a"
            + " server that goes away is waited for. With --follow --json, one object a line.",
    footerHeading = "%nExamples:%n",
    footer = {"  thaw events", "  thaw events --follow", "  thaw events --json"})
final class EventsCommand extends ClientCommand {
  @Option(names = "--follow", description = "Go on with what happens from now on.")
  private boolean follow;

  @Override
  Reply ask(OperatorClient client) {
    return follow ? follower(client).run() : client.get(EventFollower.PATH, Map.of());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    EventLines lines = new EventLines();
    answer.path("events").forEach(event -> lines.of(event).forEach(out::println));
    if (answer.path("events").isEmpty()) {
      out.println("nothing happened since the server was started");
    }
  }

  private EventFollower follower(OperatorClient client) {
    PrintWriter out = out();
    EventLines lines = new EventLines();
    return new EventFollower(
        client,
        event -> {
          if (isJson()) {
            out.println(event);
          } else {
            lines.of(event).forEach(out::println);
          }
          out.flush();
        });
  }
}

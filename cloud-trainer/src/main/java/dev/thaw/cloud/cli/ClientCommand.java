package dev.thaw.cloud.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that asks a running server one thing and prints the answer. */
@Command(
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:The server refused, or failed; stderr says why in one line.",
      "2:The command line cannot be understood.",
      "3:No server answers at the address."
    })
abstract class ClientCommand implements Callable<Integer> {
  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:THAW_SERVER:-http://127.0.0.1:7070}",
      description = "The cloud's address. Default: $THAW_SERVER, else%nhttp://127.0.0.1:7070.")
  private String server = "";

  @Mixin private TokenOption token = new TokenOption();

  @Mixin private TrustOptions trust = new TrustOptions();

  @Option(names = "--json", description = "Print the server's JSON, for scripts.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  /** Asks. */
  abstract Reply ask(OperatorClient client);

  /** Prints the answer for people, at most 80 columns wide. */
  abstract void print(JsonNode answer, PrintWriter out);

  /** What the answer means to scripts. */
  int exitCode(JsonNode answer) {
    return ExitCode.OK;
  }

  @Override
  public final Integer call() {
    Reply reply = ask(client());
    if (reply instanceof Reply.Answer answer) {
      show(answer.body());
      return exitCode(answer.body());
    }
    if (reply instanceof Reply.Refusal refusal) {
      return fail(
          ExitCode.REFUSED, refusal.message() + " (" + refusal.code() + ')' + whatToDo(refusal));
    }
    return fail(ExitCode.UNREACHABLE, ((Reply.Unreachable) reply).message());
  }

  final String server() {
    return server;
  }

  /** Whether the answer is for scripts. */
  final boolean isJson() {
    return json;
  }

  /** Where the answer goes. */
  final PrintWriter out() {
    return spec().commandLine().getOut();
  }

  /** Where to show how something goes on: nowhere if the answer is for scripts. */
  final Screen screen() {
    return json ? Screen.none() : Screen.of(spec().commandLine().getOut());
  }

  /** A mistake on the command line. */
  final ParameterException mistake(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  /** Names the token that was shown, and what to show instead. */
  private String whatToDo(Reply.Refusal refusal) {
    String where = token.find(server).map(TokenOption.Found::where).orElse("");
    return switch (refusal.code()) {
      case "UNAUTHENTICATED" ->
          where.isEmpty()
              ? ": no token was sent; name its file with --token-file or $THAW_TOKEN_FILE (the first"
                  + " one is admin.token in the cloud's data directory)"
              : ": the token in "
                  + where
                  + " is of another cloud, or was rotated or removed;"
                  + " name another with --token-file";
      case "FORBIDDEN" -> where.isEmpty() ? "" : " (token from " + where + ')';
      default -> "";
    };
  }

  private OperatorClient client() {
    try {
      return new OperatorClient(
          server, token.find(server).map(TokenOption.Found::token), trust.context());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec().commandLine(), "not a server address: \"" + server + '"', e);
    }
  }

  private void show(JsonNode body) {
    PrintWriter out = spec().commandLine().getOut();
    if (json) {
      out.println(pretty(body));
    } else {
      print(body, out);
    }
    out.flush();
  }

  private int fail(int code, String message) {
    Failures.print(spec().commandLine(), message);
    return code;
  }

  private CommandSpec spec() {
    return java.util.Objects.requireNonNull(spec, "set by picocli");
  }

  private static String pretty(JsonNode body) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.thaw.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.cloud.server.RunningCloud;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What a command of the launcher left behind. */
record CliRun(int exitCode, String out, String err) {
  @Command(name = "thaw")
  private static final class Root {}

  /** Runs a command as it is. */
  static CliRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = commandLine(out, err).execute(arguments);
    return new CliRun(exitCode, out.toString(), err.toString());
  }

  /** Runs a command against a server. */
  static CliRun of(RunningCloud cloud, String... arguments) {
    return of(
        Stream.concat(Arrays.stream(arguments), Stream.of("--server", cloud.server().url()))
            .toArray(String[]::new));
  }

  static CommandLine commandLine(StringWriter out, StringWriter err) {
    CommandLine root = new CommandLine(new Root());
    CloudCommands.addTo(root, RunningCloud::base);
    CloudCommands.useShortErrors(root);
    return root.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
  }

  JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }

  /** It succeeded, said nothing on stderr, and every line fits. */
  CliRun assertGood() {
    assertThat(err).isEmpty();
    assertThat(exitCode).as(out).isZero();
    return assertFits();
  }

  /** It failed with one line that names the thing. */
  CliRun assertFailed(int expected, String named) {
    assertThat(err.lines().toList()).hasSize(1);
    assertThat(err).startsWith("thaw: ").contains(named).doesNotContain("Exception");
    assertThat(out).isEmpty();
    assertThat(exitCode).isEqualTo(expected);
    return this;
  }

  CliRun assertFits() {
    assertThat(out.lines()).allMatch(line -> line.length() <= 80);
    return this;
  }
}

package dev.thaw.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.demo.Thaw;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** How {@code thaw demo} refuses to start. */
class DemoCommandIT {
  @TempDir private Path directory;

  private record Outcome(int exitCode, String out, String err) {}

  @Test
  void aPortInUseIsOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertOneLine(demo("--port", port, "--cloud-port", "0"), 1, port, "--port");
      assertOneLine(demo("--port", "0", "--cloud-port", port), 1, port, "--cloud-port");
    }
  }

  @Test
  void aDirectoryThatCannotBeUsedIsOneLine() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    assertOneLine(demo("--data-dir", file.resolve("below").toString()), 1, "file", "--data-dir");
  }

  @Test
  void aBaseModelThatIsNoneIsOneLine() throws IOException {
    Path file = Files.writeString(directory.resolve("broken.model"), "not a model");
    assertOneLine(demo("--base", file.toString()), 1, "broken.model");
    assertOneLine(demo("--base", "/no/such/file"), 1, "/no/such/file");
  }

  @Test
  void aCommandLineThatMakesNoSenseIsOneLine() {
    assertOneLine(demo("--port", "x"), 2, "--port");
    assertOneLine(demo("--port", "65536"), 2, "65536");
    assertOneLine(demo("--train-every", "0"), 2, "0");
    assertOneLine(demo("--train-after", "-1"), 2, "delay");
    assertOneLine(demo("--host", ""), 2, "host");
    assertOneLine(demo("--host", "0.0.0.0"), 2, "--allow-unencrypted-network");
    assertOneLine(demo("--tls-cert", "a.pem"), 2, "--tls-key");
    assertOneLine(demo("--dance"), 2, "--dance");
  }

  @Test
  void helpFitsATerminalAndHasExamples() {
    Outcome help = demo("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(help.out()).contains("Examples:", "Exit codes:", "--train-every", "7080");
  }

  private static void assertOneLine(Outcome outcome, int code, String... named) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(code);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  /** Later arguments of the same name win. */
  private Outcome demo(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Thaw.commandLine()
            .setOverwrittenOptionsAllowed(true)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    String[] all = new String[arguments.length + 3];
    all[0] = "demo";
    all[1] = "--data-dir";
    all[2] = directory.resolve("demo").toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return new Outcome(line.execute(all), out.toString(), err.toString());
  }
}

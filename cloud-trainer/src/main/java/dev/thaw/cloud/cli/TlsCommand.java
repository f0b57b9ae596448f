package dev.thaw.cloud.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thaw tls}. */
@Command(
    name = "tls",
    header = "Make certificates to listen with.",
    footerHeading = "%nExamples:%n",
    footer = "  thaw tls self-signed --out tls --host cloud.example.org")
final class TlsCommand implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec self = java.util.Objects.requireNonNull(spec, "set by picocli");
    throw new ParameterException(self.commandLine(), "tls what? self-signed");
  }
}

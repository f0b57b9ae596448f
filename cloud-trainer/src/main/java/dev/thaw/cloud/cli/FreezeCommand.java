package dev.thaw.cloud.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thaw freeze}. */
@Command(
    name = "freeze",
    header = "Show, move, watch or choose the freeze point of a task.",
    description =
        "Layers [0, depth) are frozen and run on the devices; layers from depth on are trained in"
            + " the cloud.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw freeze get",
      "  thaw freeze set 5 --when 80% --deadline 2h",
      "  thaw freeze status --watch",
      "  thaw freeze advise --max-bytes 600"
    })
final class FreezeCommand implements Runnable {
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
    throw new ParameterException(
        self.commandLine(), "freeze what? get, set, status, cancel, advise or policy");
  }
}

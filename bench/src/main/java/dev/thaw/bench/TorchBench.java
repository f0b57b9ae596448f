package dev.thaw.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.thaw.demo.simulate.TemporaryDirectory;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thaw bench pytorch}. */
@Command(
    name = "pytorch",
    sortOptions = false,
    description =
        "Time a closed-form head here and in Python with PyTorch; skipped where there is none.",
    mixinStandardHelpOptions = true)
final class TorchBench implements Callable<Integer> {
  @Option(
      names = "--python",
      paramLabel = "PROGRAM",
      defaultValue = "python3",
      description = "Python with PyTorch installed (default: ${DEFAULT-VALUE}).")
  private String python = "";

  @Option(
      names = "--uploads",
      paramLabel = "N",
      defaultValue = "100",
      description = "Uploads that the head is made of (default: ${DEFAULT-VALUE}).")
  private int uploads;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Times each is measured; the median counts (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    output.require(uploads >= 1, "--uploads is " + uploads + ", must be at least 1");
    output.require(runs >= 1, "--runs is " + runs + ", must be at least 1");
    try (TemporaryDirectory directory = TemporaryDirectory.create("thaw-bench")) {
      show(new TorchTwin(python, uploads, runs).measure(directory.path()));
    }
    return 0;
  }

  private void show(TorchTwin.Comparison comparison) throws JsonProcessingException {
    comparison.skipped().ifPresent(why -> output.tell("skipped: " + why));
    output.show(comparison.figures());
    output.finish(comparison.figures());
  }
}

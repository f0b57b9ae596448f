package dev.thaw.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.simulate.TestWriters;
import dev.thaw.model.TorchRuntime;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thaw bench heads}. */
@Command(
    name = "heads",
    sortOptions = false,
    description = "Measure heads per second, one by one and stacked, beside the matrix products.",
    mixinStandardHelpOptions = true)
final class HeadsBench implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "200",
      description = "Heads to train (default: ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--uploads",
      paramLabel = "N",
      defaultValue = "100",
      description = "Uploads of a head, a fifth more or less (default: ${DEFAULT-VALUE}).")
  private int uploads;

  @Option(
      names = "--stacks",
      paramLabel = "N",
      split = ",",
      defaultValue = "0,1,8,64,200",
      description = "Heads side by side; 0 lets the trainer choose (default: ${DEFAULT-VALUE}).")
  private List<Integer> stacks = List.of();

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Times each is measured; the median counts (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "UNIPEN as a directory or zip (default: synthetic writers).")
  private @Nullable Path data;

  @Option(names = "--json", description = "Print one JSON array instead of the table.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    requireAtLeast("--heads", 1, heads);
    requireAtLeast("--uploads", 1, uploads);
    requireAtLeast("--runs", 1, runs);
    stacks.forEach(size -> requireAtLeast("--stacks", 0, size));
    Dataset dataset = TestWriters.load(data, Fleet.SEED);
    Hands hands = new Hands(dataset.name(), TestWriters.of(dataset, Fleet.BASE, 0));
    List<Figure> figures = new ArrayList<>(setup(hands));
    figures.addAll(new StackBench(new HeadPlans(hands, heads, uploads), stacks, runs).measure());
    show(figures);
    return 0;
  }

  private void show(List<Figure> figures) throws JsonProcessingException {
    PrintWriter out = command().commandLine().getOut();
    if (json) {
      ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      out.println(mapper.writeValueAsString(figures));
    } else {
      figures.forEach(figure -> out.println(figure.line()));
    }
    out.flush();
  }

  private List<Figure> setup(Hands hands) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return List.of(
        new Figure("setup", "heads", heads, "", hands.name()),
        new Figure("setup", "engine threads", TorchRuntime.threads(), "", TorchRuntime.describe()),
        new Figure("setup", "load", load, "", "the processors"));
  }

  private void requireAtLeast(String option, int least, int value) {
    if (value < least) {
      throw new ParameterException(
          command().commandLine(), option + " is " + value + ", must be at least " + least);
    }
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec, "set by picocli");
  }
}

package dev.thaw.demo.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.simulate.SimulationException;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.demo.simulate.TestWriters;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.model.BaseModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thaw chaos}. */
@Command(
    name = "chaos",
    sortOptions = false,
    description = "Move the freeze point while devices write, vanish and are killed.",
    footer = {
      "",
      "Starts a cloud and processes full of devices, has people write on them, moves",
      "the freeze point back and forth through the operator's API, takes devices",
      "offline in turn and kills both sides (kill -9) at seeded moments. Then checks",
      "that nothing was lost, and compares with the same run undisturbed.",
      "",
      "Examples:",
      "  thaw chaos                                  synthetic writers",
      "  thaw chaos --data unipen.zip --seed 7       real ones, from UNIPEN",
      "  thaw chaos --devices 6 --kills 2 --seconds 20"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:All checks passed.", "1:A check failed, or the run could not end."},
    mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
  private static final int SYNTHETIC_PER_CLASS = 2;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "UNIPEN as a directory or zip (default: synthetic writers).")
  private @Nullable Path data;

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description = "A base model of 'thaw pretrain' (default: the one that ships).")
  private @Nullable Path base;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many devices take part (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--farms",
      paramLabel = "F",
      defaultValue = "2",
      description = "Processes they are spread over (default: ${DEFAULT-VALUE}).")
  private int farms;

  @Option(
      names = "--changes",
      paramLabel = "N",
      defaultValue = "6",
      description = "How often the freeze point moves (default: ${DEFAULT-VALUE}).")
  private int changes;

  @Option(
      names = "--offline",
      paramLabel = "SHARE",
      defaultValue = "20%",
      description = "Devices offline at any time (default: ${DEFAULT-VALUE}).")
  private String offline = "";

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "4",
      description = "How often each side is killed (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "120",
      description = "The writing takes this long at least (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Keep both runs' files and logs here (default: nothing is kept).")
  private @Nullable Path dir;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the figures as one JSON document.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    ChaosSettings settings = settings();
    if (dir != null) {
      return run(settings, dir);
    }
    try (TemporaryDirectory directory = TemporaryDirectory.create("thaw-chaos")) {
      return run(settings, directory.path());
    }
  }

  private int run(ChaosSettings settings, Path directory) {
    BaseModel model = base == null ? BundledModel.handwriting() : BundledModel.read(base);
    Dataset dataset =
        data == null
            ? new SyntheticWriters(seed).dataset(devices, SYNTHETIC_PER_CLASS)
            : TestWriters.load(data, seed);
    List<Writer> writers = TestWriters.of(dataset, model, devices);
    RunResult undisturbed =
        of(settings.undisturbed(), model, directory.resolve("undisturbed")).run(writers);
    RunResult disturbed = of(settings, model, directory.resolve("disturbed")).run(writers);
    ChaosReport report =
        ChaosReport.of(commandWords(), dataset.name(), settings, disturbed, undisturbed);
    report.print(command().commandLine().getOut());
    if (json != null) {
      write(report, json);
    }
    return report.passed() ? 0 : 1;
  }

  private ChaosRun of(ChaosSettings settings, BaseModel model, Path directory) {
    String name = String.valueOf(directory.getFileName());
    return new ChaosRun(
        settings,
        model,
        Optional.ofNullable(base).map(Path::toAbsolutePath),
        directory.toAbsolutePath(),
        progress(name));
  }

  private Consumer<String> progress(String run) {
    PrintWriter err = command().commandLine().getErr();
    long start = System.nanoTime();
    return text -> {
      err.println(
          "%4d s  %s: %s".formatted((System.nanoTime() - start) / 1_000_000_000, run, text));
      err.flush();
    };
  }

  private ChaosSettings settings() {
    try {
      return new ChaosSettings(
          devices, farms, changes, share(offline), kills, Duration.ofSeconds(seconds), seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command().commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static double share(String text) {
    if (!text.matches("[0-9]{1,2}%")) {
      throw new IllegalArgumentException("not a share such as 20%: '" + text + "'");
    }
    return Integer.parseInt(text.substring(0, text.length() - 1)) / 100.0;
  }

  private String commandWords() {
    return "thaw chaos "
        + String.join(" ", command().commandLine().getParseResult().originalArgs());
  }

  private CommandSpec command() {
    if (spec == null) {
      throw new IllegalStateException("not started by picocli");
    }
    return spec;
  }

  private static void write(ChaosReport report, Path file) {
    try {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(file.toFile(), report);
    } catch (IOException e) {
      throw new SimulationException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}

package dev.thaw.bench.evaluate;

import dev.thaw.bench.evaluate.run.Circumstances;
import dev.thaw.bench.evaluate.run.Job;
import dev.thaw.bench.evaluate.run.Jobs;
import dev.thaw.bench.evaluate.run.Progress;
import dev.thaw.bench.evaluate.run.Requirements;
import dev.thaw.bench.evaluate.run.RunDirectory;
import dev.thaw.bench.evaluate.run.Runner;
import dev.thaw.cloud.cli.CloudCommands;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thaw evaluate}. */
@Command(
    name = "thaw evaluate",
    sortOptions = false,
    description = "Measure the product beside what a user would do instead, and write a report.",
    footer = {
      "",
      "All arms see the same people, the same division of what they wrote, the same",
      "seeds and this machine; every byte on a socket is counted. What is found is kept",
      "in DIR/rows as it is found: the same command goes on after an interruption.",
      "",
      "Examples:",
      "  thaw evaluate --quick --out quick        five minutes, made-up writers",
      "  thaw evaluate --data unipen.zip --mnist mnist --out full",
      "  thaw evaluate --arms split,fedavg --questions accuracy --out DIR",
      "  thaw evaluate --report --out DIR         the report again, from its rows"
    },
    mixinStandardHelpOptions = true)
public final class EvaluateCommand implements Callable<Integer> {
  private static final int MINUTE = 60;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where rows and the report go: a new directory, or that of an earlier run.")
  private @Nullable Path out;

  @Option(names = "--quick", description = "Five minutes in all instead of up to three hours.")
  private boolean quick;

  @Option(names = "--tiny", description = "Two minutes: only to see that everything works.")
  private boolean tiny;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "UNIPEN as a directory or zip (default: made-up writers only).")
  private @Nullable Path data;

  @Option(
      names = "--mnist",
      paramLabel = "DIR",
      description = "MNIST's IDX files, for the question of continual learning.")
  private @Nullable Path mnist;

  @Option(
      names = "--arms",
      paramLabel = "ARM",
      split = ",",
      description = "Only these of split, fedavg, on-device, raw, none.")
  private Set<String> arms = new LinkedHashSet<>();

  @Option(
      names = "--questions",
      paramLabel = "NAME",
      split = ",",
      description = "Only these questions; --list names them.")
  private Set<String> questions = new LinkedHashSet<>();

  @Option(names = "--report", description = "Run nothing: write the report from the rows kept.")
  private boolean reportOnly;

  @Option(names = "--list", description = "Run nothing: list the cells and what each takes.")
  private boolean list;

  /** Runs the command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new EvaluateCommand());
    CloudCommands.useShortErrors(line);
    return line;
  }

  @Override
  public Integer call() {
    Plan plan = plan();
    Jobs jobs = Jobs.of(plan);
    if (list) {
      jobs.all().forEach(this::show);
      return 0;
    }
    if (out == null) {
      throw new ParameterException(command(), "Missing required option: '--out=DIR'");
    }
    require(!reportOnly || RunDirectory.isOne(out), "--report: no run has rows in " + out);
    if (!reportOnly) {
      Inputs.require(plan);
    }
    try (RunDirectory directory = RunDirectory.open(out, Identity.of(plan))) {
      Runner runner = new Runner(plan, directory, Circumstances.now(commandWords()));
      if (!reportOnly) {
        run(runner, directory, runner.pending(jobs), jobs.all().size());
      }
      new ReportOfRun(plan, jobs, directory, runner).write();
      tell("report: " + directory.path().resolve("report.html"));
      runner.failures().forEach((cell, why) -> tell("failed: " + cell + ": " + why));
      return runner.failures().isEmpty() ? 0 : 1;
    }
  }

  private void run(Runner runner, RunDirectory directory, List<Job> pending, int all) {
    Requirements.now(directory.path()).requireEnoughFor(pending);
    double seconds = pending.stream().mapToDouble(job -> job.cell().need().seconds()).sum();
    tell(
        String.format(
            Locale.ROOT,
            "%d of %d cells to run, about %.0f min, load %.1f; if interrupted, start it again",
            pending.size(),
            all,
            Math.ceil(seconds / MINUTE),
            Circumstances.load()));
    try (Progress progress = new Progress(pending)) {
      runner.run(pending, progress);
    }
  }

  private Plan plan() {
    require(!(quick && tiny), "--quick and --tiny exclude each other");
    Scale scale = tiny ? Scale.TINY : quick ? Scale.QUICK : Scale.FULL;
    return new Plan(
        scale,
        there("--data", data),
        there("--mnist", mnist),
        chosen("--arms", arms, families()),
        chosen("--questions", questions, names()));
  }

  private Optional<Path> there(String option, @Nullable Path path) {
    require(path == null || Files.isReadable(path), option + ": cannot read " + path);
    return Optional.ofNullable(path).map(Path::toAbsolutePath);
  }

  private Set<String> chosen(String option, Set<String> asked, Set<String> known) {
    for (String each : asked) {
      require(
          known.contains(each),
          "%s: no '%s', only %s".formatted(option, each, String.join(", ", known)));
    }
    return asked.isEmpty() ? known : asked;
  }

  private static Set<String> families() {
    return Arrays.stream(Arm.values())
        .map(Arm::family)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Set<String> names() {
    return Questions.ALL.stream()
        .map(Question::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void show(Job job) {
    Need need = job.cell().need();
    PrintWriter to = command().getOut();
    to.println(
        String.format(
            Locale.ROOT, "%-50s %6.0f s %6d MiB", job.id(), need.seconds(), need.memoryMib()));
    to.flush();
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(command(), message);
    }
  }

  private void tell(String line) {
    command().getErr().println(line);
    command().getErr().flush();
  }

  private String commandWords() {
    return "thaw evaluate " + String.join(" ", command().getParseResult().originalArgs());
  }

  private CommandLine command() {
    return Objects.requireNonNull(spec, "set by picocli").commandLine();
  }
}

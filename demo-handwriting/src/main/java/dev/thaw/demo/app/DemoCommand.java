package dev.thaw.demo.app;

import dev.thaw.cloud.cli.TlsOptions;
import dev.thaw.cloud.cli.TrainOn;
import dev.thaw.cloud.cli.TrainingTimes;
import dev.thaw.cloud.cli.UntilStopped;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.training.TrainingMoment.ByCount;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.cloud.training.TrainingPolicy.ScopeKind;
import dev.thaw.demo.base.BundledModel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thaw demo}: runs the writing page and its cloud until it is interrupted. */
@Command(
    name = "demo",
    sortOptions = false,
    header = "Write on a page, correct it, watch it learn.",
    description =
        "Starts the handwriting app and an embedded cloud, prints the address of the page, and runs"
            + " until interrupted (Ctrl-C or SIGTERM). Each browser that opens the page is a device"
            + " of its own. What was saved is in the data directory, which one process at a time"
            + " may use.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:Could not start: port or data directory in use, unreadable base model.",
      "2:The command line cannot be understood.",
      "130, 143:Stopped in order by Ctrl-C or SIGTERM."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw demo",
      "  thaw demo --port 8080 --data-dir /var/lib/thaw-demo",
      "  thaw demo --train-every 4 --train-after 2",
      "  thaw demo --train-on arrival",
      "  thaw devices --server http://127.0.0.1:7070    the cloud behind the page"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final ByCount BY_COUNT = new ByCount(8, Duration.ofSeconds(4));

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + DemoSettings.DEFAULT_PORT,
      description = "The page's TCP port; 0 picks a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--cloud-port",
      paramLabel = "PORT",
      defaultValue = "" + ServerConfig.DEFAULT_PORT,
      description =
          "The embedded cloud's TCP port, on 127.0.0.1; 0 picks a free one (default:"
              + " ${DEFAULT-VALUE}).")
  private int cloudPort;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "The address that the page listens on (default: ${DEFAULT-VALUE}). On any but loopback"
              + " it takes TLS.")
  private String host = "";

  @Mixin private TlsOptions tls = new TlsOptions();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "thaw-data/demo",
      description = "Where everything durable lives (default: ${DEFAULT-VALUE}).")
  private Path dataDir = Path.of("");

  @Option(
      names = "--train-on",
      paramLabel = "WHAT",
      defaultValue = "count",
      description =
          "Train a person's model with each new character (arrival), by --train-every and"
              + " --train-after (count), or every --train-after seconds (interval; default:"
              + " ${DEFAULT-VALUE}).")
  private String trainOn = "";

  @Option(
      names = "--train-every",
      paramLabel = "N",
      description = "Train a person's model after N new characters (default: 8).")
  private @Nullable Integer trainEvery;

  @Option(
      names = "--train-after",
      paramLabel = "SECONDS",
      description = "Train it this long after the first new character at the latest (default: 4).")
  private @Nullable Long trainAfterSeconds;

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description = "A base model made by 'thaw pretrain' (default: the one that ships).")
  private @Nullable Path base;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    DemoSettings settings = settings();
    UntilStopped.run(stop -> run(settings, stop));
    return CommandLine.ExitCode.OK;
  }

  private void run(DemoSettings settings, CountDownLatch stop) throws InterruptedException {
    try (Demo demo = Demo.open(settings, Clock.systemUTC())) {
      announce(demo);
      demo.prepare();
      stop.await();
    }
  }

  private void announce(Demo demo) {
    commandLine()
        .getOut()
        .println("open " + demo.url() + "   (Ctrl-C stops; data in " + dataDir + ')');
    demo.operatorToken()
        .ifPresent(
            token ->
                commandLine()
                    .getOut()
                    .println(
                        "operator's page: "
                            + demo.cloud()
                            + "/operator/   (token in "
                            + token
                            + ')'));
    commandLine().getOut().flush();
  }

  private DemoSettings settings() {
    try {
      return new DemoSettings(
          host,
          port,
          cloudPort,
          dataDir,
          base == null ? BundledModel.handwriting() : BundledModel.read(base),
          policy(),
          tls.at(host));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private TrainingPolicy policy() {
    return new TrainingTimes(
            TrainOn.named(trainOn),
            Optional.ofNullable(trainEvery),
            Optional.ofNullable(trainAfterSeconds),
            BY_COUNT)
        .policy(Set.of(ScopeKind.DEVICE));
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(spec, "set by picocli").commandLine();
  }
}

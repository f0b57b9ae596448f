package dev.thaw.cloud.cli;

import dev.thaw.cache.faults.MovableClock;
import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudLimits;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.model.BaseModel;
import dev.thaw.model.ModelException;
import dev.thaw.protocol.TaskSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thaw serve}: runs a cloud until it is interrupted. */
@Command(
    name = "serve",
    sortOptions = false,
    header = "Run the cloud: gateway, feature store, trainer.",
    description =
        "Listens until interrupted (Ctrl-C or SIGTERM), then finishes the commits under way, tells"
            + " the devices when to come back and stops, within ten seconds; a training is broken"
            + " off and begun anew by the next start. Everything durable is in the data directory,"
            + " which one process at a time may use.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:Could not start: port or data directory in use, unreadable base model.",
      "2:The command line cannot be understood.",
      "130, 143:Stopped in order by Ctrl-C or SIGTERM."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  thaw serve",
      "  thaw serve --data-dir /var/lib/thaw --port 7171 --train-every 16",
      "  thaw serve --trainer closed-form --train-on arrival",
      "  thaw serve --base my.model --train-scopes none",
      "  thaw serve --base my.model --base-key base.pub",
      "  thaw serve --host 0.0.0.0 --tls-cert tls/cert.pem --tls-key tls/key.pem"
    })
final class ServeCommand implements Callable<Integer> {
  private final Supplier<BaseModel> defaultBase;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "thaw-data/cloud",
      description = "Where everything durable lives (default: ${DEFAULT-VALUE}).")
  private Path dataDir = Path.of("");

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on (default: ${DEFAULT-VALUE}). On any but loopback"
              + " it takes TLS.")
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + ServerConfig.DEFAULT_PORT,
      description = "The TCP port; 0 picks a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Mixin private TlsOptions tls = new TlsOptions();

  @Mixin private AuthenticationOption authentication = new AuthenticationOption();

  @Mixin private LimitOptions limits = new LimitOptions();

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description =
          "The base model to install (default: the one that ships with Thaw, in a data directory"
              + " that has none). Its signature is read from FILE.sig, if that is there.")
  private @Nullable Path base;

  @Option(
      names = "--base-key",
      paramLabel = "KEY",
      converter = BaseKeyReader.class,
      description =
          "Take only base models that are signed with this key: base64 as thaw sign-base prints"
              + " it, or a file with it. The model that ships with Thaw needs no signature.")
  private @Nullable PublicKey baseKey;

  @Option(
      names = "--keep-free",
      paramLabel = "MIB",
      defaultValue = "64",
      description =
          "Refuse uploads when less is free on the disk; 0 for never (default:"
              + " ${DEFAULT-VALUE} MiB).")
  private int keepFreeMib;

  @Mixin private TrainingOptions training = new TrainingOptions();

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "8",
      description = "Batches a device may have unacknowledged (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--max-frame-bytes",
      paramLabel = "N",
      defaultValue = "1048576",
      description = "The largest frame or body taken (default: ${DEFAULT-VALUE}).")
  private int maxFrameBytes;

  @Option(
      names = "--allow-raw-upload",
      paramLabel = "TASK",
      description = "Allow depth 0 for this task, at which raw inputs leave the devices.")
  private Set<String> rawUploadTasks = new HashSet<>();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  ServeCommand(Supplier<BaseModel> defaultBase) {
    this.defaultBase = defaultBase;
  }

  @Override
  public Integer call() {
    CloudConfig core = cloudConfig();
    ServerConfig gateway = serverConfig();
    try {
      UntilStopped.run(stop -> run(core, gateway, stop));
      return ExitCode.OK;
    } catch (CloudException | ModelException e) {
      Failures.print(commandLine(), Failures.message(e));
      return ExitCode.REFUSED;
    }
  }

  private void run(CloudConfig core, ServerConfig gateway, CountDownLatch stop)
      throws InterruptedException {
    Optional<BaseModel> asked =
        Optional.ofNullable(base).map(SignedFile::read).map(file -> file.base(core.baseKey()));
    try (CloudTrainer trainer = CloudTrainer.open(core, MovableClock.systemUTC())) {
      asked.or(() -> shipped(trainer)).ifPresent(trainer::install);
      try (CloudServer server = CloudServer.start(gateway, trainer)) {
        announce(server, trainer);
        if (gateway.authenticated()) {
          announceToken(trainer.access().firstToken());
        }
        stop.await();
        trainer.stopTraining();
      }
    }
  }

  private void announce(CloudServer server, CloudTrainer trainer) {
    String tasks = trainer.tasks().stream().map(TaskSpec::name).collect(Collectors.joining(", "));
    commandLine()
        .getOut()
        .println("listening on " + server.url() + " (task " + tasks + ", data in " + dataDir + ')');
    commandLine().getOut().flush();
  }

  private void announceToken(Path file) {
    if (Files.exists(file)) {
      commandLine().getOut().println("the first operator's token is in " + file);
      commandLine().getOut().flush();
    }
  }

  /** The model that ships with Thaw, if nothing was installed before. */
  private Optional<BaseModel> shipped(CloudTrainer trainer) {
    return trainer.tasks().isEmpty() ? Optional.of(defaultBase.get()) : Optional.empty();
  }

  private CloudConfig cloudConfig() {
    try {
      CloudLimits limits =
          new CloudLimits(window, CloudLimits.defaults().maxWaitingBatches(), rawUploadTasks)
              .withKeptVersions(training.keptVersions());
      CloudConfig config =
          CloudConfig.in(dataDir)
              .with(training.policy())
              .with(limits)
              .with(training.settings())
              .withMinFreeBytes((long) keepFreeMib << 20);
      return baseKey == null ? config : config.withBaseKey(baseKey);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), Failures.message(e), e);
    }
  }

  private ServerConfig serverConfig() {
    try {
      ServerConfig config =
          authentication.applyTo(
              ServerConfig.defaults()
                  .at(host, port)
                  .withWindow(window)
                  .withLimits(limits.limits())
                  .withMaxFrameBytes(maxFrameBytes));
      return tls.at(host).map(config::withTls).orElse(config);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), Failures.message(e), e);
    }
  }

  private CommandLine commandLine() {
    return java.util.Objects.requireNonNull(spec, "set by picocli").commandLine();
  }
}

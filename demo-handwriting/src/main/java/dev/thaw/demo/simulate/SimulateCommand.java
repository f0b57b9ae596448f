package dev.thaw.demo.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thaw.cloud.training.TrainerChoice;
import dev.thaw.cloud.training.TrainerRule;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.data.Writer;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code thaw simulate}. */
@Command(
    name = "simulate",
    description = "Run the whole loop with simulated writers and report what it gained.",
    footer = {
      "",
      "Starts the cloud and one device for each test writer in this process. Every",
      "character is predicted on its device; the first half of each class is corrected",
      "and uploaded over a socket; the cloud trains a head and publishes it; the device",
      "pulls it and recognises the other half again.",
      "",
      "Examples:",
      "  thaw simulate                              synthetic writers",
      "  thaw simulate --data unipen.zip            real ones, from UNIPEN",
      "  thaw simulate --per-class 5 --json out.json",
      "  thaw simulate --order strict --scope global",
      "  thaw simulate --trainer closed-form"
    },
    mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
  /** Which heads are trained. */
  enum HeadScope {
    device,
    global
  }

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "UNIPEN as a directory or zip (default: synthetic writers).")
  private @Nullable Path data;

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description = "A base model made by 'thaw pretrain' (default: the one that ships).")
  private @Nullable Path baseFile;

  @Option(
      names = "--writers",
      paramLabel = "N|all",
      defaultValue = "all",
      converter = CountConverter.class,
      description = "How many test writers take part (default: ${DEFAULT-VALUE}).")
  private int writers;

  @Option(
      names = "--per-class",
      paramLabel = "K|all",
      defaultValue = "all",
      converter = CountConverter.class,
      description = "Corrections of each class at most (default: ${DEFAULT-VALUE}).")
  private int perClass;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      defaultValue = "within-class",
      converter = OrderConverter.class,
      description =
          "within-class: the first half of each class is corrected; strict: the first"
              + " half of everything (default: ${DEFAULT-VALUE}).")
  private CharacterOrder order = CharacterOrder.WITHIN_CLASS;

  @Option(
      names = "--depth",
      paramLabel = "K",
      converter = DepthConverter.class,
      description = "Freeze depth (default: the base model's).")
  private @Nullable Integer depth;

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      defaultValue = "int8",
      converter = DTypeConverter.class,
      description = "Upload as int8, fp16 or fp32 (default: ${DEFAULT-VALUE}).")
  private DType dtype = DType.INT8;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      defaultValue = "device",
      description = "One head for each device, or one global (default: ${DEFAULT-VALUE}).")
  private HeadScope scope = HeadScope.device;

  @Option(
      names = "--trainer",
      paramLabel = "[SCOPES=]NAME",
      split = ",",
      converter = TrainerConverter.class,
      description =
          "How heads of devices are made: sgd, stacked, closed-form or one-step; or, as global=NAME,"
              + " the global one, sgd or stacked (default: closed-form for devices, sgd for the global one).")
  private List<TrainerRule> trainers = List.of();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write everything as one JSON document.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    requireWritable(json);
    BaseModel base = baseFile == null ? BundledModel.handwriting() : BundledModel.read(baseFile);
    requireHandwriting(base);
    Dataset dataset = TestWriters.load(data, seed);
    List<Writer> chosen = TestWriters.of(dataset, base, writers);
    SimulationSettings settings =
        new SimulationSettings(
            writers,
            perClass,
            order,
            depth == null ? 0 : depth,
            dtype,
            scope == HeadScope.global,
            trainers(),
            seed);
    SimulationReport report = simulate(settings, base, dataset.name(), chosen, start);
    new ReportTable(command().commandLine().getOut()).print(report);
    if (json != null) {
      write(report, json);
    }
    return 0;
  }

  private SimulationReport simulate(
      SimulationSettings settings,
      BaseModel base,
      String dataName,
      List<Writer> chosen,
      long startNanos) {
    try (TemporaryDirectory directory = TemporaryDirectory.create("thaw-simulate");
        ProgressBar bar = progress(Simulation.stepsFor(chosen.size()));
        Simulation simulation = new Simulation(settings, base, directory.path())) {
      simulation.run(chosen, bar::step);
      return new ReportWriter(simulation, settings, base, dataName, commandWords())
          .report(startNanos);
    }
  }

  private ProgressBar progress(int steps) {
    return new ProgressBarBuilder()
        .setTaskName("simulate")
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setMaxRenderedLength(78)
        .setUpdateIntervalMillis(500)
        .build();
  }

  private String commandWords() {
    return "thaw simulate "
        + String.join(" ", command().commandLine().getParseResult().originalArgs());
  }

  private CommandSpec command() {
    if (spec == null) {
      throw new IllegalStateException("not started by picocli");
    }
    return spec;
  }

  private TrainerChoice trainers() {
    try {
      return new TrainerChoice(trainers);
    } catch (IllegalArgumentException e) {
      throw new SimulationException(String.valueOf(e.getMessage()));
    }
  }

  private static void requireHandwriting(BaseModel base) {
    if (!base.task().inputShapes().equals(CharacterInContext.INPUT_SHAPES)) {
      throw new SimulationException(
          "base model of task %s takes %s, not the handwriting of writers"
              .formatted(base.task().name(), base.task().inputShapes()));
    }
  }

  private static void requireWritable(@Nullable Path file) {
    if (file == null) {
      return;
    }
    Path parent = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new SimulationException("cannot write " + file + ": it is a directory");
    }
    if (parent == null || !Files.isDirectory(parent)) {
      throw new SimulationException("cannot write " + file + ": no such directory");
    }
    if (!Files.isWritable(Files.exists(file) ? file : parent)) {
      throw new SimulationException("cannot write " + file + ": permission denied");
    }
  }

  private static void write(SimulationReport report, Path file) {
    try {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(file.toFile(), report);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  static final class CountConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      if (value.equals("all")) {
        return 0;
      }
      return positive(value, "a positive number or all");
    }
  }

  static final class DepthConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return positive(value, "a freeze depth of at least 1");
    }
  }

  static final class OrderConverter implements ITypeConverter<CharacterOrder> {
    @Override
    public CharacterOrder convert(String value) {
      for (CharacterOrder order : CharacterOrder.values()) {
        if (value.equals(order.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
          return order;
        }
      }
      throw expected(value, "within-class or strict");
    }
  }

  static final class DTypeConverter implements ITypeConverter<DType> {
    @Override
    public DType convert(String value) {
      try {
        return DType.named(value);
      } catch (IllegalArgumentException e) {
        throw expected(value, "int8, fp16 or fp32");
      }
    }
  }

  static final class TrainerConverter implements ITypeConverter<TrainerRule> {
    @Override
    public TrainerRule convert(String value) {
      try {
        return TrainerRule.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  private static int positive(String value, String what) {
    if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < 1) {
      throw expected(value, what);
    }
    return Integer.parseInt(value);
  }

  private static TypeConversionException expected(String value, String what) {
    return new TypeConversionException("'" + value + "' is not " + what);
  }
}

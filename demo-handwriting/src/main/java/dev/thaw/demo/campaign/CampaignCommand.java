package dev.thaw.demo.campaign;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.demo.data.Writer;
import dev.thaw.demo.simulate.SimulationException;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.demo.simulate.TestWriters;
import dev.thaw.demo.synthetic.SyntheticWriters;
import dev.thaw.model.BaseModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thaw campaign}. */
@Command(
    name = "campaign",
    sortOptions = false,
    description = "Kill a cloud and its devices over and over, and check that nothing is lost.",
    footer = {
      "",
      "Starts a cloud and a process of devices, has people write on them, and ends",
      "either process again and again: kill -9 at random, and sudden death at each",
      "point where the order of writes matters. Meanwhile clocks jump by an hour,",
      "the network drops, delays, reorders, half-closes and repeats, and the cloud's",
      "disk fails. After each death what the dead process left is judged; at the end",
      "everything acknowledged must be in the cloud once and be trained on once, all",
      "devices must run the current model, and no temporary file may be left.",
      "",
      "Kinds of faults: kill, point, clock, network, eio (needs a C compiler).",
      "",
      "Examples:",
      "  thaw campaign                         100 kills, every kind of fault",
      "  thaw campaign --cycles 1000 --seed 7 --dir /var/tmp/campaign",
      "  thaw campaign --faults point          deaths at named points alone"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing was violated.",
      "1:Something was; seed and files are named, to look at and to try again."
    },
    mixinStandardHelpOptions = true)
public final class CampaignCommand implements Callable<Integer> {
  private static final int SYNTHETIC_PER_CLASS = 2;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--cycles",
      paramLabel = "N",
      defaultValue = "100",
      description = "Kills, on both sides together (default: ${DEFAULT-VALUE}).")
  private int cycles;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "3",
      description = "Devices that take part (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--faults",
      paramLabel = "KINDS",
      split = ",",
      defaultValue = "kill,point,clock,network,eio",
      description = "What goes wrong (default: ${DEFAULT-VALUE}).")
  private List<String> faults = List.of();

  @Option(
      names = "--rest",
      paramLabel = "N",
      defaultValue = "10",
      description = "After N kills all must come to rest (default: ${DEFAULT-VALUE}).")
  private int rest;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description = "A base model of 'thaw pretrain' (default: the one that ships).")
  private @Nullable Path base;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Keep all files and logs here (default: kept only if it fails).")
  private @Nullable Path dir;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the report as one JSON document.")
  private @Nullable Path json;

  @Option(
      names = "--with-defect",
      hidden = true,
      description = "Have the cloud acknowledge before it commits: must be found.")
  private boolean defect;

  @Override
  public Integer call() {
    CampaignSettings settings = settings();
    Path chosen = dir;
    if (chosen != null) {
      return run(settings, chosen.toAbsolutePath()) ? 0 : 1;
    }
    TemporaryDirectory temporary = TemporaryDirectory.create("thaw-campaign");
    if (run(settings, temporary.path())) {
      temporary.close();
      return 0;
    }
    return 1;
  }

  private boolean run(CampaignSettings settings, Path directory) {
    BaseModel model = base == null ? BundledModel.handwriting() : BundledModel.read(base);
    List<Writer> writers =
        TestWriters.of(
            new SyntheticWriters(seed).dataset(devices, SYNTHETIC_PER_CLASS), model, devices);
    CampaignReport report =
        Campaign.run(
            settings,
            model,
            Optional.ofNullable(base).map(Path::toAbsolutePath),
            directory,
            writers,
            progress());
    report.print(command().commandLine().getOut());
    if (!report.passed()) {
      command().commandLine().getOut().println("seed " + seed + ", files kept in " + directory);
    }
    if (json != null) {
      write(report, json);
    }
    return report.passed();
  }

  private Consumer<String> progress() {
    PrintWriter err = command().commandLine().getErr();
    long start = System.nanoTime();
    return text -> {
      err.println("%5d s  %s".formatted((System.nanoTime() - start) / 1_000_000_000, text));
      err.flush();
    };
  }

  private CampaignSettings settings() {
    try {
      return new CampaignSettings(cycles, devices, kinds(), seed, rest, defect);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command().commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Set<Plan.Kind> kinds() {
    Set<Plan.Kind> kinds = EnumSet.noneOf(Plan.Kind.class);
    for (String fault : faults) {
      try {
        kinds.add(Plan.Kind.valueOf(fault.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "not a kind of fault: '" + fault + "' (kill, point, clock, network, eio)", e);
      }
    }
    return kinds;
  }

  private CommandSpec command() {
    if (spec == null) {
      throw new IllegalStateException("not started by picocli");
    }
    return spec;
  }

  private static void write(CampaignReport report, Path file) {
    try {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(file.toFile(), report);
    } catch (IOException e) {
      throw new SimulationException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}

package dev.thaw.demo.pretrain;

import dev.thaw.demo.data.DataFileException;
import dev.thaw.demo.mnist.Mnist;
import dev.thaw.demo.unipen.UnipenReader;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.TorchRuntime;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thaw pretrain}: trains a general model and writes the base bundle. */
@Command(
    name = "pretrain",
    mixinStandardHelpOptions = true,
    description = {
      "Train a general model: handwriting on UNIPEN, or digits on MNIST.",
      "UNIPEN takes about 16 minutes on 2 cores; only general-train writers are used.",
      "Writes handwriting.thawbase or digits.thawbase, and card.json."
    })
public final class PretrainCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "UNIPEN distribution: a directory or a zip; or a directory of MNIST's IDX files.")
  private Path data = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to write the bundle and its card.")
  private Path out = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of the split, the initial weights and the batches (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "40",
      description = "Passes over the training data (${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Threads of the tensor engine (${DEFAULT-VALUE}).")
  private int threads;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Created by the command line. */
  public PretrainCommand() {}

  @Override
  public Integer call() {
    requirePositive("--epochs", epochs);
    requirePositive("--threads", threads);
    GeneralData general = read();
    requireWritable(out);
    TorchRuntime.useThreads(threads);
    GeneralTraining training = new GeneralTraining(general, epochs, seed);
    print(general.summary());
    long start = System.nanoTime();
    try (LayeredModel model = train(training)) {
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      BaseBundle bundle = BaseBundle.of(general, model, facts(training, model, seconds));
      bundle.writeTo(out);
      print("accuracy on what it did not learn from:");
      bundle
          .card()
          .accuracy()
          .forEach(score -> print("  " + score.getKey() + ": " + percent(score.getValue())));
      print("wrote " + bundle.sampleCount() + " general samples and the model to " + out);
    }
    return 0;
  }

  /** A share as per cent; of several, each with its name. */
  private static String percent(Object score) {
    return score instanceof JsonObject shares
        ? shares.stream()
            .map(share -> share.getKey() + " " + percent(share.getValue()))
            .collect(Collectors.joining(", "))
        : String.format(Locale.ROOT, "%.1f%%", 100 * ((Number) score).doubleValue());
  }

  private GeneralData read() {
    return Mnist.isIn(data)
        ? DigitData.read(data, seed)
        : new WriterData(UnipenReader.read(data), seed);
  }

  private JsonObject facts(GeneralTraining training, LayeredModel model, long seconds) {
    String command =
        "thaw pretrain --data PATH --out DIR --seed %d --epochs %d --threads %d"
            .formatted(seed, epochs, threads);
    return new JsonObject()
        .put("command", command)
        .put("epochs", epochs)
        .put("steps", training.steps())
        .put("batch", GeneralData.BATCH)
        .put("charactersPerEpoch", GeneralData.BATCH * training.steps() / epochs)
        .put("parameters", model.parameterCount(0, model.layerCount()))
        .put("seconds", seconds);
  }

  private LayeredModel train(GeneralTraining training) {
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("pretrain")
            .setInitialMax(training.steps())
            .setStyle(ProgressBarStyle.ASCII)
            .setMaxRenderedLength(78)
            .setUpdateIntervalMillis(1000)
            .build()) {
      return training.run(new Progress(bar));
    }
  }

  /** Shows steps on the bar and prints one line per epoch. */
  private final class Progress implements GeneralTraining.Listener {
    private final ProgressBar bar;

    Progress(ProgressBar bar) {
      this.bar = bar;
    }

    @Override
    public void stepped(int step, double loss) {
      bar.stepTo(step);
      bar.setExtraMessage(String.format(Locale.ROOT, "loss %.3f", loss));
    }

    @Override
    public void scored(int epoch, double meanLoss, String score) {
      String loss = String.format(Locale.ROOT, "%.3f", meanLoss);
      print("epoch " + epoch + "/" + epochs + ": loss " + loss + ", " + score);
    }
  }

  private static void requireWritable(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DataFileException(folder, "cannot be created");
    }
    if (!Files.isWritable(folder)) {
      throw new DataFileException(folder, "cannot be written to");
    }
  }

  private void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(spec.commandLine(), option + " must be at least 1: " + value);
    }
  }

  private void print(String line) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(line);
    writer.flush();
  }
}

package dev.thaw.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.thaw.demo.data.Dataset;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.demo.simulate.TestWriters;
import dev.thaw.model.TorchRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thaw bench scopes}. */
@Command(
    name = "scopes",
    sortOptions = false,
    description = "Measure how long a cloud takes to train all heads of very many devices.",
    mixinStandardHelpOptions = true)
final class ScopesBench implements Callable<Integer> {
  @Option(
      names = "--scopes",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Devices that have features (default: ${DEFAULT-VALUE}).")
  private int scopes;

  @Option(
      names = "--features",
      paramLabel = "N",
      defaultValue = "100",
      description = "Features of each device, 8 to 300 (default: ${DEFAULT-VALUE}).")
  private int features;

  @Option(
      names = "--validate",
      description = "Follow each head on held-out uploads, as a server does; takes twice as long.")
  private boolean validated;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "UNIPEN as a directory or zip, to make features from (default: synthetic).")
  private @Nullable Path data;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws JsonProcessingException {
    output.require(scopes >= 1, "--scopes is " + scopes + ", must be at least 1");
    output.require(
        features >= 8 && features <= 300, "--features is " + features + ", must be 8 to 300");
    Dataset dataset = TestWriters.load(data, Fleet.SEED);
    Hands hands = new Hands(dataset.name(), TestWriters.of(dataset, Fleet.BASE, 0));
    List<Figure> figures = new ArrayList<>(setup(hands));
    try (TemporaryDirectory directory = TemporaryDirectory.create("thaw-bench")) {
      ScopesRun run = new ScopesRun(hands, scopes, features, validated, output::tell);
      figures.addAll(run.measure(directory.path()));
    }
    output.show(figures);
    output.finish(figures);
    return 0;
  }

  private List<Figure> setup(Hands hands) {
    return List.of(
        new Figure("setup", "scopes", scopes, "", hands.name()),
        new Figure("setup", "features of each", features, "", "-"),
        new Figure("setup", "engine threads", TorchRuntime.threads(), "", TorchRuntime.describe()),
        new Figure("setup", "load", FreezeBench.load(), "", "the processors"));
  }
}

package dev.thaw.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.thaw.bench.kernels.KernelTime;
import dev.thaw.bench.micro.Micro;
import dev.thaw.bench.micro.Part;
import dev.thaw.bench.micro.Topic;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thaw bench micro}. */
@Command(
    name = "micro",
    sortOptions = false,
    description = {
      "Measure what devices and the cloud do most often by JMH, each operation beside its limit.",
      "A limit is what the same work cannot be faster than, measured in the same run: the rate of "
          + "matrix products, a memory copy, a plain RocksDB, one synced write.",
    },
    mixinStandardHelpOptions = true)
final class MicroBench implements Callable<Integer> {
  private static final List<String> TOPICS =
      Arrays.stream(Topic.values()).map(Topic::toString).toList();

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Some of predict, codec, get, put, evict, ingest, step, digest (default: all).")
  private List<String> only = TOPICS;

  @Mixin private JmhOptions measuring = new JmhOptions();

  @Option(
      names = "--entries",
      paramLabel = "N",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "Activations in a cache (default: ${DEFAULT-VALUE}).")
  private List<Integer> entries = List.of();

  @Option(
      names = "--stacks",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,64",
      description = "Heads that take a step together (default: ${DEFAULT-VALUE}).")
  private List<Integer> stacks = List.of();

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws JsonProcessingException, RunnerException {
    requireUsable();
    List<Topic> topics =
        Arrays.stream(Topic.values()).filter(each -> only.contains(each.toString())).toList();
    Micro micro = new Micro(entries, stacks);
    long disk = new File(System.getProperty("java.io.tmpdir")).getUsableSpace();
    Optional<String> lack = micro.lacks(topics, Runtime.getRuntime().maxMemory(), disk);
    output.require(lack.isEmpty(), lack.orElse(""));
    List<Figure> figures = new ArrayList<>();
    for (Part part : micro.parts(topics)) {
      output.tell("measuring: %s, load %.1f".formatted(part.name(), FreezeBench.load()));
      for (KernelTime time : part.work().measure(measuring.jmh())) {
        show(part.topic(), time, figures);
      }
    }
    output.tell("measured, load %.1f".formatted(FreezeBench.load()));
    output.finish(figures);
    return 0;
  }

  private void requireUsable() {
    measuring.require(output);
    entries.forEach(each -> output.require(each >= 1, "--entries has " + each + ", must be >= 1"));
    stacks.forEach(each -> output.require(each >= 1, "--stacks has " + each + ", must be >= 1"));
    only.forEach(
        each ->
            output.require(
                TOPICS.contains(each),
                "--only has \"%s\": expected some of %s"
                    .formatted(each, String.join(", ", TOPICS))));
  }

  /** One line for people, two figures for machines. */
  private void show(Topic topic, KernelTime time, List<Figure> figures) {
    String group = topic.toString();
    String beside = percent(time.share()) + " of " + time.limit();
    output.show(List.of(new Figure(group, time.name(), time.micros(), "us", beside)));
    figures.addAll(JmhOptions.figures(group, time));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.2g%%" : "%.0f%%", 100 * share);
  }
}

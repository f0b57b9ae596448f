package dev.thaw.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thaw.bench.kernels.Inputs;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.closedform.ClosedFormOptions;
import dev.thaw.model.closedform.ClosedFormTrainer;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.TrainedHead;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One closed-form head made here, and by a script in PyTorch, from the same features: each on one
 * thread, in processor time. Immutable.
 *
 * @param python the interpreter
 */
record TorchTwin(String python, int uploads, int runs) {
  private static final String SCRIPT = "torch_head.py";
  private static final int PER_CLASS = 20;
  private static final float EPSILON = 1e-5f;

  /** What is there to compare with, or why there is nothing. */
  record Comparison(List<Figure> figures, Optional<String> skipped) {}

  Comparison measure(Path directory) throws IOException, InterruptedException {
    try (LayeredModel model = Inputs.BASE.model()) {
      List<Example> own = Inputs.uploads(model, uploads);
      List<Example> general = Inputs.general(model, PER_CLASS);
      ClosedFormOptions options = ClosedFormOptions.defaults().withPacked(false);
      ClosedFormTrainer trainer = new ClosedFormTrainer();
      HeadExamples examples = new HeadExamples(own, List.of());
      TrainedHead head = trainer.train(model, Inputs.DEPTH, examples, general, options);
      write(directory, model, head, own, general, options);
      List<Double> before = times(trainer, model, examples, general, options);
      Answer answer = ask(directory);
      List<Double> times = new ArrayList<>(before);
      times.addAll(times(trainer, model, examples, general, options));
      return answer.exit == 0
          ? new Comparison(figures(times, answer), Optional.empty())
          : new Comparison(List.of(), Optional.of(answer.lastLine()));
    }
  }

  private List<Double> times(
      ClosedFormTrainer trainer,
      LayeredModel model,
      HeadExamples examples,
      List<Example> general,
      ClosedFormOptions options) {
    List<Double> millis = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      trainer.train(model, Inputs.DEPTH, examples, general, options);
      millis.add((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e6);
    }
    return millis;
  }

  private void write(
      Path directory,
      LayeredModel model,
      TrainedHead head,
      List<Example> own,
      List<Example> general,
      ClosedFormOptions options)
      throws IOException {
    Files.write(directory.resolve("dense.layer"), model.layerBytes(Inputs.DEPTH));
    Files.write(directory.resolve("logits.layer"), model.layerBytes(Inputs.DEPTH + 1));
    Files.write(directory.resolve("residual.layer"), head.layers().get(2));
    Files.write(directory.resolve("uploads.f32"), values(own));
    Files.write(directory.resolve("general.f32"), values(general));
    Map<String, Object> settings =
        Map.of(
            "runs", runs,
            "values", own.get(0).activation().get(0).shape().elements(),
            "labels", own.stream().map(Example::label).toList(),
            "weight", general.get(0).weight(),
            "epsilon", EPSILON,
            "temperature", options.temperature(),
            "steps", options.steps(),
            "step", options.stepFactor(),
            "ridge", options.ridge());
    new ObjectMapper().writeValue(directory.resolve("settings.json").toFile(), settings);
    try (InputStream script =
        Objects.requireNonNull(TorchTwin.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      Files.copy(script, directory.resolve(SCRIPT));
    }
  }

  private static byte[] values(List<Example> examples) {
    int each = examples.get(0).activation().get(0).shape().elements();
    ByteBuffer bytes = ByteBuffer.allocate(examples.size() * each * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (Example example : examples) {
      bytes.asFloatBuffer().put(example.activation().get(0).toFloats());
      bytes.position(bytes.position() + each * Float.BYTES);
    }
    return bytes.array();
  }

  /** What the script said last. */
  private record Answer(int exit, List<String> lines) {
    String lastLine() {
      return lines.isEmpty() ? "exit " + exit : lines.get(lines.size() - 1);
    }
  }

  private Answer ask(Path directory) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(python, directory.resolve(SCRIPT).toString(), directory.toString())
            .redirectErrorStream(true);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Answer(-1, List.of("no " + python + " to be run"));
    }
    List<String> lines = process.inputReader().lines().toList();
    return new Answer(process.waitFor(), lines);
  }

  private static List<Figure> figures(List<Double> times, Answer answer) throws IOException {
    JsonNode found = new ObjectMapper().readTree(answer.lastLine());
    List<Double> theirs = new ArrayList<>();
    found.path("millis").forEach(each -> theirs.add(each.asDouble()));
    double here = Medians.of(times);
    double there = Medians.of(theirs);
    String version = "PyTorch " + found.path("torch").asText();
    return List.of(
        new Figure("pytorch", "head here, median", here, "ms", "one thread"),
        new Figure("pytorch", "head in Python, median", there, "ms", version),
        new Figure("pytorch", "Python by here", there / here, "", "above 1: faster here"),
        new Figure(
            "pytorch",
            "weights differ by",
            found.path("apart").asDouble(),
            "",
            "of " + found.path("largest").asText()));
  }
}

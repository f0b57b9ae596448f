package dev.thaw.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.thaw.protocol.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeMemoryTest {
  private static final long MIB = 1 << 20;

  @Test
  void a_closed_model_leaves_no_native_array() {
    int before = liveArrays();
    try (LayeredModel model = LayeredModel.create(Tasks.grey(), 1);
        LayeredModel next = model.withLayers(6, model.layerBytesFrom(6))) {
      model.forward(0, 8, Tasks.sample(model.activationShapes(0), 1));
      next.forward(0, 8, Tasks.sample(model.activationShapes(0), 1));
      assertThat(liveArrays()).isGreaterThan(before);
    }
    assertThat(liveArrays()).isEqualTo(before);
  }

  @Test
  void a_closed_trainer_leaves_no_native_array() {
    int before = liveArrays();
    Batch batch = new Batch(List.of(new float[4 * 784]), new int[] {1, 2, 3, 4});
    try (GeneralTrainer trainer = new GeneralTrainer(Tasks.grey(), GeneralPlan.of(9), 1)) {
      trainer.train(step -> batch, 2, (step, loss, rate) -> {});
      int trained = liveArrays();
      trainer.train(step -> batch, 5, (step, loss, rate) -> {});
      trainer.predict(batch);
      assertThat(liveArrays()).isEqualTo(trained);
    }
    assertThat(liveArrays()).isEqualTo(before);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void two_thousand_predictions_and_swaps_do_not_grow_the_process() throws IOException {
    try (LayeredModel model = LayeredModel.create(Tasks.handwriting(), 1)) {
      List<Tensor> sample = Tasks.sample(model.activationShapes(0), 1);
      List<byte[]> head = model.layerBytesFrom(6);
      predictAndSwap(model, sample, head, 1_000);
      long before = residentBytes();
      predictAndSwap(model, sample, head, 2_000);
      assertThat(residentBytes() - before).isLessThan(48 * MIB);
    }
  }

  @Test
  void a_pass_under_way_outlives_the_close_of_its_model() throws Exception {
    List<Tensor> sample = Tasks.sample(Tasks.grey().inputShapes(), 1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 50; round++) {
        LayeredModel model = LayeredModel.create(Tasks.grey(), round);
        List<Future<?>> passes =
            IntStream.range(0, 2)
                .<Future<?>>mapToObj(i -> threads.submit(() -> untilClosed(model, sample)))
                .toList();
        model.close();
        for (Future<?> pass : passes) {
          pass.get();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void untilClosed(LayeredModel model, List<Tensor> sample) {
    while (true) {
      try {
        model.forward(0, 8, sample);
      } catch (IllegalStateException closed) {
        return;
      }
    }
  }

  private static void predictAndSwap(
      LayeredModel model, List<Tensor> sample, List<byte[]> head, int times) {
    for (int i = 0; i < times; i++) {
      model.forward(0, 8, sample);
      if (i % 10 == 0) {
        model.withLayers(6, head).close();
      }
    }
  }

  private static int liveArrays() {
    try (NDManager manager = TorchRuntime.newManager()) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }

  private static long residentBytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }
}

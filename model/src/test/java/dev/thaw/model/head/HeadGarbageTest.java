package dev.thaw.model.head;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The engine works on memory that the collector frees as soon as nothing refers to it. */
class HeadGarbageTest {
  private static final long SEED = 20261121;
  private static final int TRAININGS = 80;

  @Test
  void aTrainingGivesTheSameHeadAndCurveHoweverOftenGarbageIsCollectedMeanwhile() {
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> collecting =
        CompletableFuture.runAsync(
            () -> {
              while (!stop.get()) {
                System.gc();
              }
            });
    Set<List<Digest>> heads = new HashSet<>();
    Set<List<CurvePoint>> curves = new HashSet<>();
    try (LayeredModel model = LayeredModel.create(ToyWriter.TASK, SEED)) {
      ToyWriter writer = new ToyWriter(SEED);
      HeadExamples examples =
          new HeadExamples(writer.examples(model, 6, 10), writer.examples(model, 6, 5));
      HeadOptions quick = new HeadOptions(3, 0, 128, 0.0001f, 0, false, 3);
      for (int i = 0; i < TRAININGS; i++) {
        TrainedHead head = new HeadTrainer().train(model, 6, examples, quick, 1);
        heads.add(head.layers().stream().map(Digest::of).toList());
        curves.add(head.curve());
      }
    } finally {
      stop.set(true);
      collecting.join();
    }

    assertThat(heads).hasSize(1);
    assertThat(curves).hasSize(1);
  }
}

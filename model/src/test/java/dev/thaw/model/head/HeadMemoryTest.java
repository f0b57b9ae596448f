package dev.thaw.model.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.thaw.model.LayeredModel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeadMemoryTest {
  private static final int JOBS = 1000;

  @Test
  void aThousandTrainingsLeaveNoNativeArrayBehind() {
    HeadOptions options = HeadOptions.DEEPER.withEpochs(1).withMinSteps(1);
    HeadTrainer trainer = new HeadTrainer();
    try (LayeredModel model = LayeredModel.create(ToyWriter.TASK, 3)) {
      ToyWriter writer = new ToyWriter(3);
      HeadExamples examples =
          new HeadExamples(writer.examples(model, 7, 5), writer.examples(model, 7, 3));
      trainer.train(model, 7, examples, options, 1);
      int before = nativeArrays();

      for (int job = 0; job < JOBS; job++) {
        trainer.train(model, 7, examples, options, job);
      }

      assertThat(nativeArrays()).isEqualTo(before);
    }
  }

  @Test
  void trainingsThatAreEndedLeaveNoneEither() {
    AtomicInteger asked = new AtomicInteger();
    HeadTrainer trainer =
        HeadTrainer.asking(
            () -> {
              if (asked.incrementAndGet() % 4 == 0) {
                throw new UnsupportedOperationException();
              }
            });
    try (LayeredModel model = LayeredModel.create(ToyWriter.TASK, 3)) {
      List<Example> examples = new ToyWriter(3).examples(model, 7, 5);
      int before = nativeArrays();

      for (int job = 0; job < 10; job++) {
        assertThatThrownBy(() -> trainer.train(model, 7, examples, HeadOptions.DEEPER, 1))
            .isInstanceOf(UnsupportedOperationException.class);
      }

      assertThat(nativeArrays()).isEqualTo(before);
    }
  }

  private static int nativeArrays() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }
}

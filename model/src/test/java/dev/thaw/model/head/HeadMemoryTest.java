package dev.thaw.model.head;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.thaw.model.LayeredModel;
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

  private static int nativeArrays() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }
}

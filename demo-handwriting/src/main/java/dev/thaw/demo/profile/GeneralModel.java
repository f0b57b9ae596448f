package dev.thaw.demo.profile;

import dev.thaw.demo.profile.Recognition.Guess;
import dev.thaw.model.BaseModel;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.List;

/** The model as it was before anybody wrote, for comparison. Thread-safe. */
final class GeneralModel implements AutoCloseable {
  private final LayeredModel model;

  /** Loads the model and runs it once, since the first run takes longest. */
  GeneralModel(BaseModel base) {
    this.model = base.model();
    guess(model.task().inputShapes().stream().map(GeneralModel::zeros).toList());
  }

  /** Its best guess. Blocks for the computation. */
  Guess guess(List<Tensor> input) {
    List<Tensor> logits = model.forward(0, model.layerCount(), input);
    float[] probabilities = Ranking.softmax(logits.get(0).toFloats());
    return Ranking.best(model.task().labels(), probabilities, 1).get(0);
  }

  @Override
  public void close() {
    model.close();
  }

  private static Tensor zeros(Shape shape) {
    return Tensor.ofFloats(shape, new float[shape.elements()]);
  }
}

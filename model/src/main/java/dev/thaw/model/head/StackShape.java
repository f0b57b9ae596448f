package dev.thaw.model.head;

import ai.djl.ndarray.NDList;
import dev.thaw.model.DenseForm;
import dev.thaw.model.Layer;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What heads must have in common to be trained as one: the forms and sizes of their layers.
 * Immutable.
 */
record StackShape(List<LayerShape> layers) {
  /** One layer: its form and the sizes of its matrix. */
  record LayerShape(DenseForm form, int in, int out) {
    boolean isNormalised() {
      return form instanceof DenseForm.NormalisedRelu;
    }

    HeadLayer values(NDList parameters, float scale, float l2) {
      return new HeadLayer(form, parameters, scale, l2);
    }
  }

  /** The shape of the layers {@code [depth, n)}, if they can be stacked. */
  static Optional<StackShape> of(LayeredModel model, int depth) {
    List<LayerShape> shapes = new ArrayList<>();
    for (int layer = depth; layer < model.layerCount(); layer++) {
      Optional<LayerShape> shape = of(model.layer(layer));
      if (shape.isEmpty()) {
        return Optional.empty();
      }
      shapes.add(shape.get());
    }
    return shapes.get(shapes.size() - 1).isNormalised()
        ? Optional.empty()
        : Optional.of(new StackShape(List.copyOf(shapes)));
  }

  private static Optional<LayerShape> of(Layer layer) {
    return layer
        .denseForm()
        .map(
            form -> {
              Shape matrix = layer.parameters().get(0).shape();
              return new LayerShape(form, matrix.extent(1), matrix.extent(0));
            });
  }

  /** The length of an example's vector. */
  int in() {
    return layers.get(0).in();
  }

  int labels() {
    return layers.get(layers.size() - 1).out();
  }

  /** The number of values in all matrices of one head. */
  long matrixValues() {
    return layers.stream().mapToLong(layer -> (long) layer.in() * layer.out()).sum();
  }
}

package dev.thaw.model.zoo;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Gives blocks the values that were passed for their parameters. Confined to one forward pass. */
final class PassedValues extends ParameterStore {
  private final IdentityHashMap<Parameter, Integer> places;
  private final NDList values;

  /**
   * A store for one pass.
   *
   * @param places where each parameter's value stands in {@code values}
   */
  PassedValues(IdentityHashMap<Parameter, Integer> places, NDList values) {
    this.places = places;
    this.values = values;
  }

  /** The value of {@code parameter}; null for a parameter that a block does without. */
  @Override
  public @Nullable NDArray getValue(
      @Nullable Parameter parameter, Device processor, boolean training) {
    Integer place = places.get(parameter);
    if (parameter != null && place == null) {
      throw new IllegalStateException("no value for parameter " + parameter.getName());
    }
    return place == null ? null : values.get(place);
  }
}

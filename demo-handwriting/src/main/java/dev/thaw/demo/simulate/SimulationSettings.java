package dev.thaw.demo.simulate;

import dev.thaw.cloud.training.TrainerChoice;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.protocol.DType;

/**
 * What a simulation does. Immutable.
 *
 * @param writers how many test writers take part, in name order; 0 means all
 * @param perClass the most characters of each class that are corrected; 0 means all
 * @param depth the freeze depth; 0 means the base model's default
 * @param dtype how activations are uploaded
 * @param trainers how heads are trained
 * @param forEveryone whether one global head is trained instead of one for each device
 */
record SimulationSettings(
    int writers,
    int perClass,
    CharacterOrder order,
    int depth,
    DType dtype,
    boolean forEveryone,
    TrainerChoice trainers,
    long seed) {
  SimulationSettings {
    if (writers < 0 || perClass < 0 || depth < 0) {
      throw new IllegalArgumentException(
          "negative setting: writers %d, per class %d, depth %d"
              .formatted(writers, perClass, depth));
    }
  }
}

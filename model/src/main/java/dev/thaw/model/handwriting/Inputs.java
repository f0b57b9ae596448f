package dev.thaw.model.handwriting;

import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.ArrayList;
import java.util.List;

/** Checks of what a layer is given. Stateless. */
final class Inputs {
  private Inputs() {}

  static void require(TaskSpec task, List<Shape> expected) {
    if (!task.inputShapes().equals(expected)) {
      throw new IllegalArgumentException(
          task.architecture() + " takes inputs " + expected + ", not " + task.inputShapes());
    }
  }

  static void require(String layer, boolean condition, List<Shape> found) {
    if (!condition) {
      throw new IllegalArgumentException("layer " + layer + " cannot take inputs " + found);
    }
  }

  /** {@code shapes} with the first one replaced. */
  static List<Shape> replaceFirst(List<Shape> shapes, Shape first) {
    List<Shape> replaced = new ArrayList<>(shapes);
    replaced.set(0, first);
    return replaced;
  }
}

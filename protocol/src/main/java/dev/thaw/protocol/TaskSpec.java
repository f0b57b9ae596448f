package dev.thaw.protocol;

import java.util.HashSet;
import java.util.List;

/**
 * One deployed application model: its name, its architecture, its labels in output order and the
 * shapes of its fp32 input tensors (no batch dimension). Immutable.
 */
public record TaskSpec(
    String name, String architecture, List<String> labels, List<Shape> inputShapes) {
  /** The most labels a task may have. */
  public static final int MAX_LABELS = 65_535;

  /** The longest label, in characters. */
  public static final int MAX_LABEL_LENGTH = 128;

  /** The most input tensors a task may have. */
  public static final int MAX_INPUTS = Activation.MAX_TENSORS;

  public TaskSpec {
    Names.require("task", name);
    Names.require("architecture", architecture);
    labels = List.copyOf(labels);
    inputShapes = List.copyOf(inputShapes);
    if (labels.size() < 2 || labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException("a task has 2 to 65535 labels, not " + labels.size());
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      throw new IllegalArgumentException("task " + name + " has a label twice: " + labels);
    }
    if (inputShapes.isEmpty() || inputShapes.size() > MAX_INPUTS) {
      throw new IllegalArgumentException(
          "task " + name + " has " + inputShapes.size() + " inputs, not 1 to 8");
    }
    labels.forEach(TaskSpec::requireLabel);
  }

  /**
   * The place of {@code label} in the output.
   *
   * @throws IllegalArgumentException if the task does not know the label
   */
  public int labelIndex(String label) {
    int index = labels.indexOf(label);
    if (index < 0) {
      throw new IllegalArgumentException("task " + name + " has no label \"" + label + '"');
    }
    return index;
  }

  private static void requireLabel(String label) {
    if (label.isEmpty() || label.length() > MAX_LABEL_LENGTH || !isUnicode(label)) {
      throw new IllegalArgumentException("not a label: \"" + label + "\" (1 to 128 characters)");
    }
  }

  /** Whether no half of a surrogate pair stands alone, which UTF-8 could not write. */
  private static boolean isUnicode(String label) {
    for (int i = 0; i < label.length(); i += Character.charCount(label.codePointAt(i))) {
      int point = label.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return false;
      }
    }
    return true;
  }
}

package dev.thaw.model.head;

import java.util.List;

/**
 * What a head is trained on, and what it is only measured on after each epoch. Examples of weight 0
 * are left out. Immutable.
 *
 * @param training at least one of a positive weight
 * @param validation may be empty; has no influence on the head
 */
public record HeadExamples(List<Example> training, List<Example> validation) {
  public HeadExamples {
    training = weighted(training);
    validation = weighted(validation);
    if (training.isEmpty()) {
      throw new IllegalArgumentException("no example with a positive weight");
    }
  }

  private static List<Example> weighted(List<Example> examples) {
    return examples.stream().filter(example -> example.weight() > 0).toList();
  }
}

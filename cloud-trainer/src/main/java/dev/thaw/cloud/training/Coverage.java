package dev.thaw.cloud.training;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which of a task's classes a training set speaks for. A head forgets the classes that nothing
 * speaks for. Immutable.
 *
 * @param uploaded classes with uploaded features
 * @param replayed classes with general features mixed in
 * @param labels the number of the task's classes
 */
record Coverage(Set<Integer> uploaded, Set<Integer> replayed, int labels) {
  Coverage {
    uploaded = Set.copyOf(uploaded);
    replayed = Set.copyOf(replayed);
  }

  /** The classes that a head trained on this could harm unseen. */
  Set<Integer> missing() {
    Set<Integer> missing = new TreeSet<>();
    for (int label = 0; label < labels; label++) {
      if (!uploaded.contains(label) && !replayed.contains(label)) {
        missing.add(label);
      }
    }
    return missing;
  }
}

package dev.thaw.cloud.training;

import dev.thaw.model.head.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of a scope's uploads a head is not shown, so that it can be measured on them. Immutable.
 *
 * @param every each so-manieth upload in time order is held out: 5 holds out a fifth
 * @param minSamples uploads below which none is held out
 */
public record Holdout(int every, int minSamples) {
  public Holdout {
    if (every < 2 || minSamples < every) {
      throw new IllegalArgumentException(
          "not a holdout: every " + every + ", minSamples " + minSamples);
    }
  }

  /** A fifth, of at least 20 uploads. */
  public static Holdout defaults() {
    return new Holdout(5, 20);
  }

  boolean suits(int uploads) {
    return uploads >= minSamples;
  }

  /** What is trained on and what is not, each in time order. */
  record Parts(List<Example> shown, List<Example> held) {}

  Parts part(List<Upload> uploads) {
    List<Upload> inOrder = uploads.stream().sorted(Upload.BY_TIME).toList();
    Parts parts = new Parts(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < inOrder.size(); i++) {
      boolean isHeld = i % every == every - 1;
      (isHeld ? parts.held : parts.shown).add(inOrder.get(i).example());
    }
    return parts;
  }
}

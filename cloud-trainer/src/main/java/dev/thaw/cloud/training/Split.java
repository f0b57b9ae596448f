package dev.thaw.cloud.training;

import dev.thaw.model.head.Example;
import dev.thaw.protocol.SampleId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a head for several devices is trained on, and what each of them holds out to judge it by.
 * Immutable.
 *
 * <p>About a fifth is held out, always the same samples: no head that was judged before was trained
 * on them, so the one in force has no advantage over the one that is to follow it.
 *
 * @param held by device
 */
record Split(List<Upload> shown, SortedMap<String, List<Example>> held) {
  private static final int HELD_OUT_EVERY = 5;

  /** So that the draw of what is held out has nothing to do with other draws. */
  private static final long HOLDOUT = 0x686F6C646F7574L;

  /**
   * Of what was drawn for several devices, if heads for them are judged and enough of them have
   * samples to hold out; all else is trained on.
   */
  static Split of(Drawn drawn, TrainingSettings settings) {
    Split all = new Split(drawn.uploads(), new TreeMap<>());
    if (drawn.crowd().isEmpty() || !settings.crowd().judged()) {
      return all;
    }
    Split split = of(drawn.uploads(), settings.seed());
    return split.held().size() >= Jury.LEAST_JURORS ? split : all;
  }

  static Split of(List<Upload> uploads, long seed) {
    List<Upload> shown = new ArrayList<>();
    SortedMap<String, List<Example>> held = new TreeMap<>();
    for (Upload upload : uploads) {
      if (isHeld(upload.sample(), seed)) {
        held.computeIfAbsent(upload.device(), device -> new ArrayList<>()).add(upload.example());
      } else {
        shown.add(upload);
      }
    }
    return new Split(shown, held);
  }

  boolean isJudged() {
    return !held.isEmpty();
  }

  List<Example> shownExamples() {
    return shown.stream().map(Upload::example).toList();
  }

  List<Example> heldExamples() {
    return held.values().stream().flatMap(List::stream).toList();
  }

  private static boolean isHeld(SampleId sample, long seed) {
    return Math.floorMod(Lots.of(sample, seed ^ HOLDOUT), HELD_OUT_EVERY) == 0;
  }
}

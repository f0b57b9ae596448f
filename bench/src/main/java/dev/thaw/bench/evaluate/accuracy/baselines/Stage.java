package dev.thaw.bench.evaluate.accuracy.baselines;

import dev.thaw.bench.baseline.Scoreboard;
import dev.thaw.bench.baseline.Slice;
import dev.thaw.bench.evaluate.data.Population;
import dev.thaw.model.LayeredModel;
import java.util.HashMap;
import java.util.Map;

/** A general model and the people that some trials share. Not thread-safe. */
final class Stage {
  private static final int HEAD_LAYERS = 2;

  private final LayeredModel general;
  private final Population people;
  private final Map<Slice, Scoreboard> boards = new HashMap<>();

  Stage(LayeredModel general, Population people) {
    this.general = general;
    this.people = people;
  }

  Population people() {
    return people;
  }

  /** Where heads begin. */
  int headDepth() {
    return general.layerCount() - HEAD_LAYERS;
  }

  /** What a trial trains. */
  Slice slice(Trial trial) {
    return new Slice(general, trial.isWhole() ? 0 : headDepth());
  }

  /** Where it is scored; made once for each slice. */
  Scoreboard board(Trial trial) {
    return boards.computeIfAbsent(slice(trial), slice -> new Scoreboard(slice, people.people()));
  }
}

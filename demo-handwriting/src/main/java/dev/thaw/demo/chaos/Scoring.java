package dev.thaw.demo.chaos;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.simulate.SimulationException;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.Prediction;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Recognises a device's scored characters, and some of all again without a cache. Immutable. */
record Scoring(DeviceSetup setup, Vertx vertx, Script script) {
  private static final int COMPARED = 24;
  private static final long PATIENCE_SECONDS = 120;

  /**
   * Scores the device.
   *
   * @param twin where a second runtime of the same device begins with nothing in its cache
   */
  DeviceScore score(EdgeRuntime device, Path twin) {
    List<CharacterInContext> some = some();
    List<Prediction> first = predict(device, some);
    int right = 0;
    for (CharacterInContext character : script.score()) {
      right += device.predict(character.inputs()).labelIndex() == character.classIndex() ? 1 : 0;
    }
    List<Prediction> cached = predict(device, some);
    List<Prediction> without = withoutCache(device.deviceId(), twin, some, cached);
    int different = 0;
    for (int i = 0; i < some.size(); i++) {
      different += agree(first.get(i), cached.get(i), without.get(i)) ? 0 : 1;
    }
    return new DeviceScore(
        right,
        script.score().size(),
        some.size(),
        (int) first.stream().filter(Prediction::cacheHit).count(),
        different);
  }

  private static List<Prediction> predict(EdgeRuntime device, List<CharacterInContext> some) {
    return some.stream().map(character -> device.predict(character.inputs())).toList();
  }

  /** The first one used what the run had left in the cache, if it was made by the same model. */
  private static boolean agree(Prediction first, Prediction cached, Prediction without) {
    boolean sameModel = first.model().equals(without.model());
    return cached.cacheHit()
        && !without.cacheHit()
        && Arrays.equals(cached.probabilities(), without.probabilities())
        && (!sameModel || Arrays.equals(first.probabilities(), without.probabilities()));
  }

  /** Spread evenly over what was annotated and what was not. */
  private List<CharacterInContext> some() {
    List<CharacterInContext> all =
        Stream.concat(script.score().stream(), script.steps().stream().map(Script.Step::character))
            .distinct()
            .toList();
    List<CharacterInContext> chosen = new ArrayList<>();
    for (int i = 0; i < Math.min(COMPARED, all.size()); i++) {
      chosen.add(all.get((int) ((long) i * all.size() / Math.min(COMPARED, all.size()))));
    }
    return chosen;
  }

  private List<Prediction> withoutCache(
      String device, Path twin, List<CharacterInContext> characters, List<Prediction> cached) {
    SettableGauge gauge = new SettableGauge(Surroundings.PLENTY);
    try (EdgeRuntime fresh = EdgeRuntime.open(setup.config(device, twin, gauge), vertx)) {
      pull(fresh, cached);
      return predict(fresh, characters);
    }
  }

  /** Until it runs the model that the others ran. */
  private static void pull(EdgeRuntime fresh, List<Prediction> cached) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!cached.isEmpty() && !fresh.status().model().equals(cached.get(0).model())) {
      if (System.nanoTime() > deadline) {
        throw new SimulationException("no model for a second runtime of " + fresh.deviceId());
      }
      try {
        fresh.sync().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new SimulationException("a second runtime cannot pull: " + e.getMessage(), e);
      }
    }
  }
}

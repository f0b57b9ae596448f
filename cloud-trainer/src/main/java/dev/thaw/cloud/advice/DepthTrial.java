package dev.thaw.cloud.advice;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Feature;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Measures one depth. Used once; confined to the training thread. */
final class DepthTrial {
  private static final double MILLIS = 1_000;
  private static final int ENOUGH = 32;

  private final Groundwork ground;
  private final int depth;
  private final WireBytes wire;
  private final Folds folds;
  private final CrossValidation validation;

  /** Draws the features. */
  DepthTrial(Groundwork ground, int depth) {
    this.ground = ground;
    this.depth = depth;
    Effort effort = ground.effort();
    boolean trained = effort.depths().contains(depth);
    List<Drawn> drawn = ground.draw().draw(depth, trained ? effort.features() : WireBytes.SAMPLES);
    this.wire = wire(drawn);
    this.folds = Folds.of(trained ? drawn : List.of(), effort.folds());
    CrossValidation.Recipe recipe =
        new CrossValidation.Recipe(
            ground.registry(),
            ground.general(),
            ground.training(),
            ground.trainer(),
            effort.replayWeight());
    Backbone backbone = ground.backbones().at(depth);
    this.validation = new CrossValidation(recipe, backbone, folds);
  }

  /** How many trainings there are to do. */
  int folds() {
    return folds.count();
  }

  void train(int fold) {
    validation.run(fold);
  }

  DepthRow row() {
    LayeredModel model = ground.backbones().model();
    double millis = ground.times().single(0, depth) * ground.speed().factor() * MILLIS;
    long updateBytes = ground.backbones().updateBytes(depth);
    return new DepthRow(
        depth,
        depth == 0 ? "" : ground.backbones().layers().get(depth - 1).name(),
        wire.fp32(),
        wire.fp16(),
        wire.int8(),
        model.flops(0, depth),
        millis,
        model.parameterCount(depth, model.layerCount()),
        updateBytes,
        validation.epochSeconds(ground.draw().stored()),
        validation.accuracy(),
        validation.tested(),
        ground.energy().joules(millis, wire.int8(), (double) updateBytes),
        folds.count() == 0 ? Optional.of(untrained()) : validation.failure());
  }

  /** Stored features, evenly; or the base model's general samples if there are few. */
  private WireBytes wire(List<Drawn> drawn) {
    if (drawn.size() < ENOUGH) {
      return WireBytes.of(ground.inputs().features(ground.backbones(), depth));
    }
    int count = Math.min(WireBytes.SAMPLES, drawn.size());
    List<Feature> spread =
        IntStream.range(0, count)
            .mapToObj(i -> drawn.get((int) ((long) i * drawn.size() / count)).feature())
            .toList();
    return WireBytes.of(spread);
  }

  private String untrained() {
    int features = ground.draw().available(depth);
    return features == 0
        ? "no stored feature can be had at this depth"
        : String.format(
            Locale.ROOT,
            "training a head here would take more time than the advice is given"
                + " (%.0f s for an epoch)",
            ground.cost().epochSeconds(depth, features));
  }
}

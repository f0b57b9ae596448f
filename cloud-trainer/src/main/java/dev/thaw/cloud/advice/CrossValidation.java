package dev.thaw.cloud.advice;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.training.GeneralFeatures;
import dev.thaw.cloud.training.TrainingSettings;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.ModelException;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadTrainer;
import dev.thaw.model.head.TrainedHead;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How well a head at one depth does on what it was not trained on: trained as the global scope's
 * is, once for each fold. Used once; confined to the training thread.
 */
final class CrossValidation {
  private static final float UPLOADED = 1;

  /**
   * What trainings need besides features.
   *
   * @param replayWeight what the weights of general features are multiplied by
   */
  record Recipe(
      ModelRegistry registry,
      GeneralFeatures general,
      TrainingSettings settings,
      HeadTrainer trainer,
      float replayWeight) {}

  private final Recipe recipe;
  private final Backbone backbone;
  private final Folds folds;
  private long tested;
  private long hits;
  private double exampleEpochs;
  private double seconds;
  private Optional<String> failure = Optional.empty();

  CrossValidation(Recipe recipe, Backbone backbone, Folds folds) {
    this.recipe = recipe;
    this.backbone = backbone;
    this.folds = folds;
  }

  /** Trains on all folds but one, tests on that; nothing after a failure. Blocks. */
  void run(int fold) {
    int enough = recipe.settings().minSamples();
    if (failure.isEmpty() && folds.training(fold).size() < enough) {
      failure = Optional.of("fewer than " + enough + " stored features to train on");
    }
    if (failure.isEmpty()) {
      trainAndTest(folds.training(fold), folds.test(fold));
    }
  }

  OptionalDouble accuracy() {
    return tested == 0 || failure.isPresent()
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) hits / tested);
  }

  /** Features that a head was tested on. */
  long tested() {
    return tested;
  }

  /** Seconds of one epoch over so many examples. */
  OptionalDouble epochSeconds(long examples) {
    return exampleEpochs == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(seconds / exampleEpochs * examples);
  }

  /** Why there is no accuracy. */
  Optional<String> failure() {
    return failure;
  }

  private void trainAndTest(List<Drawn> training, List<Drawn> test) {
    int depth = backbone.depth();
    List<byte[]> layers = recipe.registry().startLayers(backbone, Scope.GLOBAL);
    try (LayeredModel start = backbone.model().withLayers(depth, layers)) {
      TrainedHead head =
          recipe
              .trainer()
              .train(
                  start,
                  depth,
                  examples(training),
                  recipe.settings().optionsFor(start.layerCount() - depth),
                  recipe.settings().seed());
      seconds += figure(head, "seconds");
      exampleEpochs += figure(head, "examples") * figure(head, "epochs");
      test(start, head, test);
    } catch (ModelException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void test(LayeredModel start, TrainedHead head, List<Drawn> test) {
    try (LayeredModel trained = start.withLayers(backbone.depth(), head.layers())) {
      List<List<Tensor>> activations = test.stream().map(CrossValidation::activation).toList();
      List<List<Tensor>> logits =
          trained.forwardBatch(backbone.depth(), trained.layerCount(), activations);
      for (int i = 0; i < test.size(); i++) {
        hits += largest(logits.get(i).get(0).toFloats()) == test.get(i).feature().label() ? 1 : 0;
      }
      tested += test.size();
    }
  }

  private List<Example> examples(List<Drawn> training) {
    List<Example> examples = new ArrayList<>();
    training.forEach(d -> examples.add(new Example(activation(d), d.feature().label(), UPLOADED)));
    Set<Integer> labels = examples.stream().map(Example::label).collect(Collectors.toSet());
    for (Example general : recipe.general().beside(labels, backbone)) {
      float weight = general.weight() * recipe.replayWeight();
      examples.add(new Example(general.activation(), general.label(), weight));
    }
    return examples;
  }

  private static double figure(TrainedHead head, String name) {
    return java.util.Objects.requireNonNull(head.metrics().get(name));
  }

  private static List<Tensor> activation(Drawn drawn) {
    return drawn.feature().activation().tensors();
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}

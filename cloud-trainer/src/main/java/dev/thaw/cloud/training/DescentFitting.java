package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.HeadMethod;
import dev.thaw.model.head.HeadOptions;
import dev.thaw.model.head.HeadOutcome;
import dev.thaw.model.head.HeadPlan;
import java.util.List;
import java.util.Set;

/** Trains all thawed layers by gradient descent, by one method or another. */
final class DescentFitting implements Fitting {
  private final HeadMethod method;
  private final TrainingSettings settings;
  private final GeneralFeatures general;

  DescentFitting(HeadMethod method, TrainingSettings settings, GeneralFeatures general) {
    this.method = method;
    this.settings = settings;
    this.general = general;
  }

  @Override
  public boolean suits(Backbone backbone) {
    LayeredModel model = backbone.model();
    return method.canTrain(model, backbone.depth(), options(model, backbone.depth()));
  }

  @Override
  public int minSamples() {
    return settings.minSamples();
  }

  @Override
  public List<Example> general(Backbone backbone, Set<Integer> uploaded) {
    return general.beside(uploaded, backbone);
  }

  @Override
  public List<HeadOutcome> fit(Backbone backbone, List<Started> lessons) {
    return method.train(lessons.stream().map(each -> plan(backbone.depth(), each)).toList());
  }

  private HeadPlan plan(int depth, Started each) {
    Lesson lesson = each.lesson();
    HeadExamples examples = new HeadExamples(lesson.all(), lesson.held());
    HeadOptions options = options(each.start(), depth);
    return new HeadPlan(each.start(), depth, examples, options, settings.seed());
  }

  private HeadOptions options(LayeredModel model, int depth) {
    return settings.optionsFor(model.layerCount() - depth);
  }
}

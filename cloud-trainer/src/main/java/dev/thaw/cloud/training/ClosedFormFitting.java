package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.closedform.ClosedFormTrainer;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadExamples;
import dev.thaw.model.head.HeadOutcome;
import java.util.List;
import java.util.Set;

/** Fits a residual layer behind the thawed ones. */
final class ClosedFormFitting implements Fitting {
  private final ClosedFormTrainer trainer = new ClosedFormTrainer();
  private final ClosedForm settings;
  private final GeneralFeatures general;

  ClosedFormFitting(ClosedForm settings, GeneralFeatures general) {
    this.settings = settings;
    this.general = general;
  }

  @Override
  public boolean suits(Backbone backbone) {
    return ResidualBasis.of(backbone.model(), backbone.depth()).isPresent();
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
    return lessons.stream().map(each -> fit(backbone.depth(), each)).toList();
  }

  private HeadOutcome fit(int depth, Started each) {
    Lesson lesson = each.lesson();
    HeadExamples examples = new HeadExamples(lesson.uploads(), lesson.held());
    try {
      return new HeadOutcome.Trained(
          trainer.train(each.start(), depth, examples, lesson.general(), settings.options()));
    } catch (ModelException e) {
      return new HeadOutcome.Failed(e);
    }
  }
}

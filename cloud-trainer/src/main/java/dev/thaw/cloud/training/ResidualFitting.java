package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.ModelException;
import dev.thaw.model.ResidualBasis;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOutcome;
import dev.thaw.model.head.TrainedHead;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** Fits a residual layer behind the thawed ones, in one way or another. */
final class ResidualFitting implements Fitting {
  private final ClosedForm settings;
  private final GeneralFeatures general;
  private final BiFunction<Backbone, Started, TrainedHead> method;

  /**
   * Fits nothing yet.
   *
   * @param method fits one head; throws a {@link ModelException} if it cannot
   */
  ResidualFitting(
      ClosedForm settings,
      GeneralFeatures general,
      BiFunction<Backbone, Started, TrainedHead> method) {
    this.settings = settings;
    this.general = general;
    this.method = method;
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
    return lessons.stream().map(each -> fit(backbone, each)).toList();
  }

  private HeadOutcome fit(Backbone backbone, Started each) {
    try {
      return new HeadOutcome.Trained(method.apply(backbone, each));
    } catch (ModelException e) {
      return new HeadOutcome.Failed(e);
    }
  }
}

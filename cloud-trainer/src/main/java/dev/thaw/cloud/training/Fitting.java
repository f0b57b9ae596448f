package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.LayeredModel;
import dev.thaw.model.head.Example;
import dev.thaw.model.head.HeadOutcome;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.Set;

/** A way of fitting heads. Confined to the training thread. */
interface Fitting {
  /** A lesson, whose head it is for, and the model from whose layers its head starts. */
  record Started(Scope scope, LayeredModel start, Lesson lesson) {}

  /** Whether heads on top of {@code backbone} can be fitted so. */
  boolean suits(Backbone backbone);

  /** The least number of uploads that it makes a head of. */
  int minSamples();

  /** The general features that are wanted beside uploads of the classes {@code uploaded}. */
  List<Example> general(Backbone backbone, Set<Integer> uploaded);

  /** Fits a head to each lesson. Blocks; returns one outcome for each, in order. */
  List<HeadOutcome> fit(Backbone backbone, List<Started> lessons);
}

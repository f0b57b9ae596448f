package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.Candidate;
import dev.thaw.cloud.registry.Verdict;
import dev.thaw.model.ModelException;
import dev.thaw.model.head.Example;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one head is made of. Immutable.
 *
 * @param position features up to this sequence number are taken into account
 * @param replay general features mixed in
 */
record HeadJob(
    Backbone backbone,
    Scope scope,
    long position,
    Split split,
    List<Example> replay,
    Optional<Crowd> crowd) {

  List<Example> uploads() {
    return split.shownExamples();
  }

  Coverage coverage() {
    int classes = backbone.task().labels().size();
    return new Coverage(labels(uploads()), labels(replay), classes);
  }

  Lesson lesson() {
    return new Lesson(uploads(), replay, split.heldExamples(), split.shown());
  }

  /**
   * Checks what intake refuses: nothing can be learnt from it, nor beside it.
   *
   * @throws ModelException that names the sample
   */
  void requireFinite() {
    for (Upload upload : split.shown()) {
      if (!upload.example().activation().stream().allMatch(Tensor::isFinite)) {
        throw new ModelException(
            "sample " + upload.sample() + " of device " + upload.device(),
            "it has a value that is not finite; erase it");
      }
    }
  }

  HeadJob judged(Opinion opinion) {
    Optional<Crowd> after = crowd.map(each -> each.judged(opinion));
    return new HeadJob(backbone, scope, position, split, replay, after);
  }

  Attempt nothing(Verdict verdict) {
    return attempt(verdict, Optional.empty(), List.of(), LearningCurve.NONE);
  }

  Attempt attempt(
      Verdict verdict, Optional<Candidate> candidate, List<byte[]> head, LearningCurve curve) {
    return new Attempt(
        split.shown().size(), replay.size(), position, verdict, candidate, head, curve, crowd);
  }

  static Set<Integer> labels(List<Example> examples) {
    return examples.stream().map(Example::label).collect(Collectors.toSet());
  }
}

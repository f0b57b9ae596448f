package dev.thaw.cloud.training;

import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains scopes whose turn it is, together where their trainer stacks, and tells the trigger.
 * Confined to the training thread.
 */
public final class ScopeTurns implements TrainingQueue.Turns {
  private static final Logger LOG = LoggerFactory.getLogger(ScopeTurns.class);

  private final Stacks stacks;
  private final Trainer trainer;
  private final TrainingTrigger trigger;

  /** Turns of {@code trainer}. */
  public ScopeTurns(Stacks stacks, Trainer trainer, TrainingTrigger trigger) {
    this.stacks = stacks;
    this.trainer = trainer;
    this.trigger = trigger;
  }

  @Override
  public Predicate<Scope> companions(String task, Scope first) {
    return stacks.companions(task, first);
  }

  @Override
  public List<Callable<TrainingRun>> train(String task, List<Scope> scopes) {
    scopes.forEach(scope -> trigger.begins(task, scope));
    if (scopes.size() == 1) {
      return oneByOne(task, scopes);
    }
    try {
      return together(task, scopes);
    } catch (RuntimeException e) {
      if (isStop(e)) {
        scopes.forEach(scope -> trigger.failed(task, scope));
        throw e;
      }
      LOG.warn("no stack task={} scopes={} message={}", task, scopes.size(), e.getMessage(), e);
      return oneByOne(task, scopes);
    }
  }

  private List<Callable<TrainingRun>> together(String task, List<Scope> scopes) {
    LOG.info("training together task={} scopes={}", task, scopes.size());
    List<Callable<TrainingRun>> runs = trainer.trainTogether(task, scopes);
    return IntStream.range(0, runs.size())
        .mapToObj(i -> watched(task, scopes.get(i), runs.get(i)))
        .toList();
  }

  private List<Callable<TrainingRun>> oneByOne(String task, List<Scope> scopes) {
    return scopes.stream()
        .map(scope -> watched(task, scope, () -> trainer.train(task, scope)))
        .toList();
  }

  private Callable<TrainingRun> watched(String task, Scope scope, Callable<TrainingRun> run) {
    return () -> {
      try {
        TrainingRun done = run.call();
        trigger.ended(task, scope);
        return done;
      } catch (RuntimeException e) {
        trigger.failed(task, scope);
        throw e;
      }
    };
  }

  private static boolean isStop(RuntimeException e) {
    return e instanceof CloudException known && known.code() == ErrorCode.BUSY;
  }
}

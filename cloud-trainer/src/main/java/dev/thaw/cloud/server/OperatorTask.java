package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.registry.ModelVersion;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.web.Answers;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.TaskSpec;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** Which task an operator's request means: the one it names, else the only one. Thread-safe. */
final class OperatorTask {
  private final CloudTrainer trainer;

  OperatorTask(CloudTrainer trainer) {
    this.trainer = trainer;
  }

  /** The task of the query; it may be unknown. */
  String of(RoutingContext ctx) {
    return of(Answers.optional(ctx, "task"));
  }

  String of(Optional<String> named) {
    return named.orElseGet(this::only);
  }

  /**
   * Refuses a task that is not installed.
   *
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  void require(String name) {
    trainer.freeze(name);
  }

  /** The global scope's current version. Reads storage. */
  Optional<ModelVersion> globalModel(String task) {
    return trainer.models(task, Optional.of(Scope.GLOBAL)).stream()
        .filter(ModelVersion::current)
        .findFirst();
  }

  private String only() {
    List<String> names = trainer.tasks().stream().map(TaskSpec::name).toList();
    if (names.size() == 1) {
      return names.get(0);
    }
    throw names.isEmpty()
        ? new CloudException(ErrorCode.UNKNOWN_TASK, "no task is installed")
        : new IllegalArgumentException("which task? one of " + String.join(", ", names));
  }
}

package dev.thaw.demo.profile;

import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.ModelInfo;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.Scope;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** Which model of a runtime answers, and which did just before. Thread-safe. */
final class ModelWatch {
  private record Seen(Optional<Digest> manifest, RunningModel model) {}

  private final EdgeRuntime runtime;
  private final History history;
  private final Clock clock;
  private final Consumer<RunningModel> listener;
  private volatile Seen now;
  private volatile Seen before;

  /**
   * @param listener hears of every other model, by the thread that noticed it
   */
  ModelWatch(EdgeRuntime runtime, History history, Clock clock, Consumer<RunningModel> listener) {
    this.runtime = runtime;
    this.history = history;
    this.clock = clock;
    this.listener = listener;
    this.now = seen(runtime.model().orElseThrow());
    this.before = now;
  }

  RunningModel current() {
    return now.model;
  }

  /** The model with this manifest, if it is the present one or the one before. */
  RunningModel of(Optional<Digest> manifest) {
    if (!now.manifest.equals(manifest) && !before.manifest.equals(manifest)) {
      look();
    }
    return before.manifest.equals(manifest) ? before.model : now.model;
  }

  /** Notices another model. */
  synchronized void look() {
    Optional<ModelInfo> found = runtime.model();
    if (found.isPresent() && !found.get().manifest().equals(now.manifest)) {
      before = now;
      now = seen(found.get());
      listener.accept(now.model);
    }
  }

  private Seen seen(ModelInfo model) {
    return new Seen(model.manifest(), history.answering(describe(model)));
  }

  private RunningModel describe(ModelInfo model) {
    return new RunningModel(
        model.version(),
        model.scope().map(Scope::path),
        model.createdAt(),
        clock.instant(),
        model.freeze().depth(),
        model.layers());
  }
}

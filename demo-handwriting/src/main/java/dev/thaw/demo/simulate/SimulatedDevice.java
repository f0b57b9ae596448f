package dev.thaw.demo.simulate;

import dev.thaw.demo.data.AdaptAndScore;
import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.demo.data.Writer;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.EdgeStatus;
import dev.thaw.edge.Prediction;
import dev.thaw.edge.install.PullOutcome;
import dev.thaw.edge.upload.FlushReport;
import dev.thaw.protocol.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One writer and the device they write on, taken through the loop step by step. Not thread-safe:
 * one thread at a time.
 */
final class SimulatedDevice implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final double NANOS_PER_MICRO = 1_000;

  private final Writer writer;
  private final AdaptAndScore<CharacterInContext> characters;
  private final EdgeRuntime runtime;
  private final ClassPrior prior;
  private final List<float[]> general = new ArrayList<>();
  private final List<Double> hitMicros = new ArrayList<>();
  private final List<Double> missMicros = new ArrayList<>();
  private double before;
  private double after;
  private long warmBackboneRuns;

  SimulatedDevice(
      Writer writer,
      AdaptAndScore<CharacterInContext> characters,
      EdgeRuntime runtime,
      int classes) {
    this.writer = writer;
    this.characters = characters;
    this.runtime = runtime;
    this.prior = new ClassPrior(classes);
  }

  String name() {
    return writer.name();
  }

  Scope scope() {
    return new Scope.OfDevice(runtime.deviceId());
  }

  int adaptCount() {
    return characters.adapt().size();
  }

  /** Installs the general model and recognises the scored characters with it. */
  void scoreGeneral() {
    pull();
    int right = 0;
    for (CharacterInContext character : characters.score()) {
      Prediction prediction = predict(character);
      general.add(prediction.probabilities());
      right += prediction.labelIndex() == character.classIndex() ? 1 : 0;
    }
    before = share(right);
  }

  /** Recognises, corrects and uploads the adapting characters. */
  FlushReport adapt() {
    for (CharacterInContext character : characters.adapt()) {
      Prediction prediction = predict(character);
      runtime.annotate(prediction.sample(), String.valueOf(character.character().label()));
      prior.observe(character.classIndex());
    }
    return await(runtime.flush(), "upload of " + name());
  }

  /** Pulls what was published and recognises the scored characters again, from the cache. */
  void scoreAdapted() {
    pull();
    long runsBefore = backboneRuns();
    int right = 0;
    for (CharacterInContext character : characters.score()) {
      right += predict(character).labelIndex() == character.classIndex() ? 1 : 0;
    }
    warmBackboneRuns = backboneRuns() - runsBefore;
    after = share(right);
  }

  WriterResult result(String usedScope, double trainSeconds) {
    int right = 0;
    int unseen = 0;
    for (int i = 0; i < general.size(); i++) {
      int label = characters.score().get(i).classIndex();
      right += prior.decide(general.get(i)) == label ? 1 : 0;
      unseen += prior.hasSeen(label) ? 0 : 1;
    }
    return new WriterResult(
        name(),
        adaptCount(),
        characters.score().size(),
        share(unseen),
        before,
        share(right),
        after,
        usedScope,
        trainSeconds);
  }

  EdgeStatus status() {
    return runtime.status();
  }

  long warmBackboneRuns() {
    return warmBackboneRuns;
  }

  /** How often the first layer ran since the model was loaded. */
  private long backboneRuns() {
    return runtime.layerRuns(0);
  }

  List<Double> hitMicros() {
    return hitMicros;
  }

  List<Double> missMicros() {
    return missMicros;
  }

  long rawStrokeBytes() {
    return characters.adapt().stream().mapToLong(c -> c.character().drawing().rawBytes()).sum();
  }

  private Prediction predict(CharacterInContext character) {
    Prediction prediction = runtime.predict(character.inputs());
    (prediction.cacheHit() ? hitMicros : missMicros)
        .add(prediction.elapsedNanos() / NANOS_PER_MICRO);
    return prediction;
  }

  private void pull() {
    PullOutcome outcome = await(runtime.sync(), "pull of " + name());
    if (!(outcome instanceof PullOutcome.Installed || outcome instanceof PullOutcome.Unchanged)) {
      throw new SimulationException("device of " + name() + " could not pull: " + outcome);
    }
  }

  private double share(int count) {
    return characters.score().isEmpty() ? 0 : (double) count / characters.score().size();
  }

  static <T> T await(java.util.concurrent.Future<T> future, String what) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new SimulationException(what + " failed: " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new SimulationException(what + " took longer than " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SimulationException(what + " was interrupted", e);
    }
  }

  @Override
  public void close() {
    runtime.close();
  }
}

package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.data.Person;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.Prediction;
import dev.thaw.edge.install.PullOutcome;
import dev.thaw.edge.upload.FlushReport;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A person's edge runtime, taken through the loop. Used by one thread at a time. */
final class Device implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 300;

  private final Person person;
  private final EdgeRuntime runtime;
  private double general;

  Device(Person person, EdgeRuntime runtime) {
    this.person = person;
    this.runtime = runtime;
  }

  Scope scope() {
    return new Scope.OfDevice(runtime.deviceId());
  }

  /** Recognises what is scored with the general model. */
  void scoreGeneral() {
    pull();
    general = score();
  }

  /** Recognises and corrects; nothing is sent yet. */
  void adapt() {
    List<String> labels = CloudSetup.BASE.task().labels();
    for (Sample sample : person.adapt()) {
      Prediction prediction = runtime.predict(sample.input());
      runtime.annotate(prediction.sample(), labels.get(sample.label()));
    }
  }

  /** Sends what was corrected; on return the cloud has it. */
  void upload() {
    FlushReport report = await(runtime.flush(), "upload");
    if (report.stored() != person.adapt().size()) {
      throw new IllegalStateException(
          "%s corrected %d, but of the upload came %s"
              .formatted(person.name(), person.adapt().size(), report));
    }
  }

  /** Installs what the cloud has published. */
  void pull() {
    PullOutcome outcome = await(runtime.sync(), "pull");
    if (!(outcome instanceof PullOutcome.Installed || outcome instanceof PullOutcome.Unchanged)) {
      throw new IllegalStateException(person.name() + " could not pull: " + outcome);
    }
  }

  /** Recognises what is scored once more. */
  Judged judge() {
    return new Judged(general, score());
  }

  private double score() {
    long right =
        person.score().stream()
            .filter(each -> runtime.predict(each.input()).labelIndex() == each.label())
            .count();
    return (double) right / Math.max(1, person.score().size());
  }

  private <T> T await(Future<T> future, String what) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(what + " of " + person.name() + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + " was interrupted", e);
    }
  }

  @Override
  public void close() {
    runtime.close();
  }
}

package dev.thaw.demo.chaos;

import dev.thaw.demo.chaos.FarmState.DeviceState;
import dev.thaw.demo.chaos.Orders.Phase;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.EdgeStatus;
import dev.thaw.edge.gate.Network;
import dev.thaw.edge.gate.SettableGauge;
import dev.thaw.edge.gate.Surroundings;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.SampleId;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One device and the person at it, doing what the orders say. Confined to its farm's thread, but
 * for {@link #state()}.
 */
final class FarmDevice implements AutoCloseable {
  private static final int STEPS_A_TURN = 10;
  private static final Surroundings NO_NETWORK =
      new Surroundings(OptionalDouble.empty(), true, Network.NONE);

  private final String id;
  private final RunFiles files;
  private final DeviceSetup setup;
  private final Vertx vertx;
  private final Script script;
  private final Journal intentions;
  private final Journal journal;
  private final Acknowledgements acknowledgements;
  private final SettableGauge gauge = new SettableGauge(Surroundings.PLENTY);
  private @Nullable EdgeRuntime runtime;
  private @Nullable DeviceScore score;
  private Tally past = Tally.NONE;
  private int steps;
  private CompletableFuture<?> flush = CompletableFuture.completedFuture(null);
  private volatile DeviceState state;
  private volatile Tally tally = Tally.NONE;

  FarmDevice(String id, RunFiles files, DeviceSetup setup, Vertx vertx) {
    this.id = id;
    this.files = files;
    this.setup = setup;
    this.vertx = vertx;
    this.script = Script.of(WriterFile.read(files.hand(id)), setup.seed());
    List<Journal.Line> before = Journal.read(files.journal(id));
    this.steps = before.isEmpty() ? 0 : before.get(before.size() - 1).step() + 1;
    this.intentions = new Journal(files.intended(id));
    this.journal = new Journal(files.journal(id));
    this.acknowledgements = new Acknowledgements(files.acknowledged(id), before);
    this.state = describe();
  }

  String id() {
    return id;
  }

  /** As of the last turn. Thread-safe. */
  DeviceState state() {
    return state;
  }

  /** What this device counted in this process, as of the last turn. Thread-safe. */
  Tally tally() {
    return tally;
  }

  /** Takes one short turn at what is ordered. */
  void follow(Orders orders) {
    if (orders.closed().contains(id)) {
      switchOff();
    } else {
      EdgeRuntime on = switchedOn();
      gauge.set(orders.shut().contains(id) ? NO_NETWORK : Surroundings.PLENTY);
      write(on, orders.due());
      acknowledgements.note(on);
      if (orders.phase() == Phase.SETTLE) {
        settle(on);
      }
      if (orders.phase() == Phase.SCORE && score == null) {
        score = new Scoring(setup, vertx, script).score(on, files.twin(id));
      }
    }
    tally = runtime == null ? past : past.plus(Tally.of(runtime.status()));
    state = describe();
  }

  private void write(EdgeRuntime on, double due) {
    int until = Math.min((int) (due * script.steps().size()), steps + STEPS_A_TURN);
    while (steps < until) {
      step(on, script.steps().get(steps % script.steps().size()));
      steps++;
    }
  }

  private void step(EdgeRuntime on, Script.Step step) {
    SampleId sample = on.predict(step.character().inputs()).sample();
    if (step.label().isPresent()) {
      int label = label(step.label().getAsInt());
      Journal.Line line = new Journal.Line(steps, sample, label);
      intentions.append(line);
      on.annotate(sample, setup.base().task().labels().get(label));
      journal.append(line);
      acknowledgements.expect(line);
    }
  }

  /** Who goes through the script again says something else each time. */
  private int label(int first) {
    int round = steps / script.steps().size();
    return (first + 2 * round) % setup.base().task().labels().size();
  }

  private void settle(EdgeRuntime on) {
    if (on.status().outbox() > 0 && flush.isDone()) {
      flush = on.flush();
    }
  }

  private EdgeRuntime switchedOn() {
    EdgeRuntime on = runtime;
    if (on == null) {
      on = EdgeRuntime.open(setup.config(id, files.device(id), gauge), vertx);
      runtime = on;
    }
    return on;
  }

  private void switchOff() {
    EdgeRuntime on = runtime;
    if (on != null) {
      past = past.plus(Tally.of(on.status()));
      runtime = null;
      on.close();
    }
  }

  private DeviceState describe() {
    int all = script.steps().size();
    EdgeRuntime on = runtime;
    if (on == null) {
      return new DeviceState(steps, all, "", 0, 0, score);
    }
    EdgeStatus status = on.status();
    return new DeviceState(
        steps,
        all,
        status.model().map(Digest::hex).orElse(""),
        status.freeze().map(freeze -> freeze.depth()).orElse(0),
        status.outbox(),
        score);
  }

  @Override
  public void close() {
    switchOff();
    intentions.close();
    journal.close();
    acknowledgements.close();
  }
}

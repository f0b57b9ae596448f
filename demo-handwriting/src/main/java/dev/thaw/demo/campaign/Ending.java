package dev.thaw.demo.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thaw.demo.chaos.ChaosChecks;
import dev.thaw.demo.chaos.Check;
import dev.thaw.demo.chaos.FarmState.DeviceState;
import dev.thaw.demo.chaos.Journal;
import dev.thaw.demo.chaos.Move;
import dev.thaw.demo.chaos.Movement;
import dev.thaw.demo.chaos.Operator;
import dev.thaw.demo.chaos.Orders;
import dev.thaw.demo.chaos.RunResult;
import dev.thaw.demo.chaos.StoredFeatures;
import dev.thaw.demo.chaos.Tally;
import dev.thaw.demo.simulate.SimulationException;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Has a campaign come to rest, ends both processes in order, and judges everything that they left.
 * Immutable.
 */
record Ending(Patience patience, Rig rig, BaseModel base) {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  /** Waits, but not for ever. */
  @FunctionalInterface
  interface Patience {
    void await(String what, BooleanSupplier condition);
  }

  List<Check> checks() {
    Operator operator = rig.operator();
    settled("all outboxes are empty");
    new Movement(operator, Move.atOnce(depth(operator))).end();
    until("no repair is waiting", () -> waiting(operator) == 0);
    settled("all outboxes are empty again");
    Map<String, Long> trained = new HashMap<>();
    rig.ids().forEach(id -> trained.put(id, operator.train(id).path("samples").asLong()));
    until(
        "all devices run the current model",
        () -> rig.models().equals(operator.wantedManifests(rig.ids())));
    Map<String, String> models = rig.models();
    Map<String, String> wanted = operator.wantedManifests(rig.ids());
    Check runs = runs(operator.runs());
    rig.stop();
    ChaosChecks judge = judge(trained, models, wanted);
    rig.ids().forEach(id -> DeviceAudit.run(rig.files().device(id), rig));
    return List.of(
        judge.features(), judge.training(), runs, judge.manifests(), layers(), leftovers());
  }

  private ChaosChecks judge(
      Map<String, Long> trained, Map<String, String> models, Map<String, String> wanted) {
    Map<String, Map<SampleId, Integer>> annotated = new HashMap<>();
    rig.ids().forEach(id -> annotated.put(id, Journal.labels(rig.files().journal(id))));
    RunResult result =
        new RunResult(
            annotated,
            StoredFeatures.read(rig.files().cloud(), base.task().name(), rig.ids()),
            trained,
            models,
            wanted,
            Map.of(),
            Tally.NONE,
            new RunResult.Disturbed(0, 0, 0, 0),
            0);
    return new ChaosChecks(result, result);
  }

  /** A run that took more samples than its device ever annotated took one of them twice. */
  private Check runs(JsonNode runs) {
    long most = 0;
    long tooMany = 0;
    for (JsonNode run : runs) {
      String scope = run.path("scope").asText();
      String device = scope.substring(scope.indexOf('/') + 1);
      long samples = run.path("samples").asLong();
      most = Math.max(most, samples);
      boolean known = rig.ids().contains(device);
      tooMany += known && samples > Journal.labels(rig.files().journal(device)).size() ? 1 : 0;
    }
    return new Check(
        "no training run used a sample twice",
        tooMany == 0,
        "%d runs, %d with more samples than there are, at most %d"
            .formatted(runs.size(), tooMany, most));
  }

  private static Check layers() {
    return new Check(
        "no device has a damaged layer or an unsigned manifest", true, "all were read");
  }

  private Check leftovers() {
    List<Path> left = new ArrayList<>(Leftovers.in(rig.files().cloud()));
    rig.ids().forEach(id -> left.addAll(Leftovers.in(rig.files().device(id))));
    left.addAll(Leftovers.all(rig.temporary()));
    return new Check(
        "no temporary files are left", left.isEmpty(), "%d: %s".formatted(left.size(), left));
  }

  private void settled(String what) {
    until(
        what, () -> rig.devicesHeard() && rig.states().values().stream().allMatch(Ending::isEmpty));
  }

  private static boolean isEmpty(DeviceState state) {
    return state.outbox() == 0 && !state.model().isEmpty();
  }

  private void until(String what, BooleanSupplier condition) {
    patience.await(
        what,
        () -> {
          rig.tell(new Orders(Orders.Phase.SETTLE, 0, Set.of(), Set.of()));
          LockSupport.parkNanos(LOOK_NANOS);
          return condition.getAsBoolean();
        });
  }

  private static int depth(Operator operator) {
    return operator
        .status()
        .map(status -> status.path("freeze").path("depth").asInt())
        .orElseThrow(() -> new SimulationException("the cloud does not answer"));
  }

  private static long waiting(Operator operator) {
    return operator
        .status()
        .map(status -> status.path("samples").path("waiting").asLong(1))
        .orElse(1L);
  }
}

package dev.thaw.bench;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.edge.EdgeStatus;
import dev.thaw.edge.predict.Eviction;
import dev.thaw.protocol.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A day of head updates under both rules of eviction. Every hour a person corrects new characters,
 * of which the last waits for upload while a head is trained and installed, and looks at earlier
 * ones again. In the end the freeze point moves to a shallower depth. Immutable.
 */
record EvictionBench(Hands hands) {
  private static final int HOURS = 12;
  private static final int CORRECTED = 10;
  private static final int LOOKED_AT = 60;

  /** How often in an hour. */
  private static final int LOOKS = 2;

  List<Figure> measure(Path directory) {
    List<Figure> figures = new ArrayList<>();
    for (Eviction rule : List.of(Eviction.PROVENANCE, Eviction.LITERAL)) {
      String name = rule.name().toLowerCase(Locale.ROOT);
      figures.addAll(day(directory.resolve(name), rule).figures(name));
    }
    return figures;
  }

  /**
   * How it went.
   *
   * @param neverSent corrected samples that the cloud never had
   * @param unrepairable samples that the cloud had and that were lost to the shallower depth
   */
  private record Day(int updates, EdgeStatus status, long neverSent, long unrepairable) {
    List<Figure> figures(String rule) {
      double predictions = status.predictions().predictions();
      return List.of(
          figure(rule + ": head updates", updates, "", "none set"),
          figure(rule + ": hits", 100 * status.predictions().hits() / predictions, "%"),
          figure(rule + ": backbone runs", (double) status.predictions().misses(), ""),
          figure(rule + ": lost, unsent", (double) neverSent, "", "provenance: limit 0"),
          figure(rule + ": lost, 1 shallower", (double) unrepairable, "", "provenance: limit 0"));
    }
  }

  private Day day(Path directory, Eviction rule) {
    List<CharacterInContext> frequent = hands.of(1, LOOKED_AT);
    List<CharacterInContext> fresh = hands.of(0, HOURS * CORRECTED);
    try (Fleet fleet = new Fleet(directory)) {
      EdgeRuntime device = fleet.open(config -> config.withEviction(rule));
      fleet.goOnline();
      predict(device, frequent);
      int updates = 0;
      for (int from = 0; from + CORRECTED <= fresh.size(); from += CORRECTED) {
        updates += hour(fleet, device, fresh.subList(from, from + CORRECTED)) ? 1 : 0;
        for (int look = 0; look < LOOKS; look++) {
          predict(device, frequent);
        }
      }
      Waiting.get("upload", device.flush());
      EdgeStatus status = device.status();
      return new Day(updates, status, status.uploads().lost(), lostAtShallowerDepth(fleet));
    }
  }

  private static boolean hour(Fleet fleet, EdgeRuntime device, List<CharacterInContext> fresh) {
    int last = fresh.size() - 1;
    Fleet.annotate(device, fresh.subList(0, last));
    Waiting.get("upload", device.flush());
    Fleet.annotate(device, fresh.subList(last, fresh.size()));
    return fleet.publishHead(new Scope.OfDevice(device.deviceId()), List.of(device));
  }

  private static long lostAtShallowerDepth(Fleet fleet) {
    Waiting.get("change of depth", fleet.trainer().setDepth(Fleet.TASK, Fleet.DEPTH - 1));
    Waiting.until("repairs", () -> fleet.counts().voided() == fleet.counts().lost());
    return fleet.counts().lost();
  }

  private static void predict(EdgeRuntime device, List<CharacterInContext> characters) {
    characters.forEach(character -> device.predict(character.inputs()));
  }

  private static Figure figure(String what, double value, String unit) {
    return figure(what, value, unit, "the other rule");
  }

  private static Figure figure(String what, double value, String unit, String limit) {
    return new Figure("eviction", what, value, unit, limit);
  }
}

package dev.thaw.bench.evaluate.report;

import dev.thaw.bench.evaluate.Arm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Colours that people with any eyes can tell apart (Okabe and Ito, <i>Color Universal Design</i>,
 * 2008), darkened where they would be faint on white. An arm has the same one in all plots.
 * Stateless.
 */
final class Palette {
  private static final Map<Arm, String> ARMS = new EnumMap<>(Arm.class);
  private static final List<String> OTHERS =
      List.of(
          "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B58900", "#56B4E9", "#6A3D9A", "#555555");

  static {
    ARMS.put(Arm.SPLIT, "#0072B2");
    ARMS.put(Arm.SPLIT_GLOBAL, "#56B4E9");
    ARMS.put(Arm.FEDAVG_WHOLE, "#D55E00");
    ARMS.put(Arm.FEDAVG_HEAD, "#E69F00");
    ARMS.put(Arm.DEVICE_HEAD, "#009E73");
    ARMS.put(Arm.DEVICE_WHOLE, "#005F45");
    ARMS.put(Arm.RAW, "#CC79A7");
    ARMS.put(Arm.NONE, "#000000");
    ARMS.put(Arm.PRIOR, "#777777");
  }

  private Palette() {}

  /** One colour for each name. */
  static List<String> of(List<String> names) {
    List<String> colours = new ArrayList<>();
    for (String name : names) {
      Optional<Arm> arm = Arm.titled(name);
      colours.add(arm.map(ARMS::get).orElseGet(() -> unused(colours)));
    }
    return colours;
  }

  private static String unused(List<String> taken) {
    return OTHERS.stream()
        .filter(colour -> !taken.contains(colour))
        .findFirst()
        .orElse(OTHERS.get(taken.size() % OTHERS.size()));
  }
}

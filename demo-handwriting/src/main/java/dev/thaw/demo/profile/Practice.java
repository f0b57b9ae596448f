package dev.thaw.demo.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses what to practise: labels of which few samples are saved, lower-case letters and digits
 * before capitals, and another turn for those the models mistook lately. The same history gives the
 * same choice. Immutable.
 */
final class Practice {
  /** Common letters first, a digit now and then: what equal need is decided by. */
  private static final String ORDER =
      "etao1insh2rdlu3cmfw4ypvb5gkqj6xz7890ETAOINSHRDLUCMFWYPVBGKQJXZ";

  private static final double WEIGHT_OF_CAPITALS = 0.4;
  private static final double WEIGHT_OF_MISTAKE = 0.5;
  private static final int LATELY = 60;

  private final List<String> labels;
  private final Map<String, Integer> counts;
  private final Map<String, Integer> mistakes = new HashMap<>();

  /**
   * @param labels what the task can tell apart
   * @param counts how many samples of each are saved
   * @param entries the latest saved characters, oldest first
   */
  Practice(List<String> labels, Map<String, Integer> counts, List<Entry> entries) {
    this.labels = labels.stream().sorted(Comparator.comparingInt(Practice::place)).toList();
    this.counts = counts;
    entries.stream()
        .skip(Math.max(0, entries.size() - LATELY))
        .filter(entry -> !entry.right())
        .forEach(entry -> mistakes.merge(entry.label(), 1, Integer::sum));
  }

  /** What to write next, most useful first; no label twice in a row. */
  List<String> suggest(int count) {
    List<String> chosen = new ArrayList<>();
    Map<String, Integer> turns = new HashMap<>();
    String last = "";
    for (int i = 0; i < count; i++) {
      last = mostNeeded(turns, last);
      chosen.add(last);
      turns.merge(last, 1, Integer::sum);
    }
    return chosen;
  }

  private String mostNeeded(Map<String, Integer> turns, String last) {
    String best = last;
    double most = -1;
    for (String label : labels) {
      double need = need(label, turns.getOrDefault(label, 0));
      if (need > most && !label.equals(last)) {
        best = label;
        most = need;
      }
    }
    return best;
  }

  private double need(String label, int turns) {
    int samples = counts.getOrDefault(label, 0) + turns;
    double weight = Character.isUpperCase(label.codePointAt(0)) ? WEIGHT_OF_CAPITALS : 1;
    double mistaken = WEIGHT_OF_MISTAKE * mistakes.getOrDefault(label, 0) / (1 + turns);
    return weight / (1 + samples) + mistaken;
  }

  private static int place(String label) {
    int place = ORDER.indexOf(label);
    return place < 0 ? ORDER.length() : place;
  }
}

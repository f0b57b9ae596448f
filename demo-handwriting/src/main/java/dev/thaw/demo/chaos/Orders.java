package dev.thaw.demo.chaos;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a farm's devices are to do from now on, in one line. Repeated all the time, so that a farm
 * that was killed hears it again. Immutable.
 *
 * @param due the share of each device's script to be done by now
 * @param shut devices whose gate is shut
 * @param closed devices that are switched off
 */
public record Orders(Phase phase, double due, Set<String> shut, Set<String> closed) {
  /** What the devices are at. */
  public enum Phase {
    /** They go through their scripts. */
    WRITE,
    /** They finish their scripts, all online, and send everything. */
    SETTLE,
    /** They recognise the scored characters. */
    SCORE
  }

  public Orders {
    shut = Set.copyOf(shut);
    closed = Set.copyOf(closed);
  }

  /** Everybody online. */
  public static Orders all(Phase phase) {
    return new Orders(phase, 1, Set.of(), Set.of());
  }

  static Orders parse(String line) {
    String[] words = line.split(" ", -1);
    return new Orders(
        Phase.valueOf(words[0]), Double.parseDouble(words[1]), ids(words[2]), ids(words[3]));
  }

  private static Set<String> ids(String words) {
    return Arrays.stream(words.split(",", -1))
        .filter(id -> !id.isEmpty())
        .collect(Collectors.toSet());
  }

  @Override
  public String toString() {
    return "%s %s %s %s".formatted(phase, due, joined(shut), joined(closed));
  }

  private static String joined(Set<String> ids) {
    return String.join(",", new TreeSet<>(ids));
  }
}

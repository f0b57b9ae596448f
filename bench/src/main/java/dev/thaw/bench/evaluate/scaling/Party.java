package dev.thaw.bench.evaluate.scaling;

import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.bench.evaluate.data.Variety;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who takes part in a wave, and where to. The first few devices connect through a relay that counts
 * what passes, all others directly: one that counted everybody would take a processor from those it
 * counts. Immutable.
 *
 * @param prefix of the devices' names; other waves have others
 * @param features corrections of each device
 * @param tapped how many are counted
 */
record Party(
    String prefix,
    int devices,
    int features,
    int tapped,
    URI cloud,
    URI tap,
    Path directory,
    Variety variety) {
  /** Device numbers. */
  IntStream numbers() {
    return IntStream.range(0, devices);
  }

  String name(int number) {
    return "%s-%04d".formatted(prefix, number);
  }

  URI uri(int number) {
    return number < tapped ? tap : cloud;
  }

  /** No two devices have the same, so that no two heads are the same. */
  List<Sample> samples(int number) {
    return variety.draw(features, name(number).hashCode());
  }
}

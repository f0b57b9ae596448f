package dev.thaw.bench.evaluate.bottleneck;

import dev.thaw.bench.evaluate.data.Variety;
import dev.thaw.protocol.LayerEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All transfers of one place, by what is transferred. Confined to one thread. */
final class Transfers {
  private static final int TO_TRAIN_ON = 32;

  private final Map<String, List<Transfer>> measured = new LinkedHashMap<>();
  private final Sizes sizes;
  private final Variety variety;

  Transfers(Sizes sizes, Variety variety) {
    this.sizes = sizes;
    this.variety = variety;
  }

  /** Uploads and heads in closed form, small ones first: heads of few samples are quick. */
  void ofPlace(Place place) {
    try (LinkedDevice device = new LinkedDevice(place, variety)) {
      device.upload(1); // warms up
      layers(place);
      for (int i = 0; i < sizes.heads(); i++) {
        sizes.small().forEach(count -> add(features(count), device.upload(count)));
        add("head, closed form", device.pull());
      }
      for (int i = 0; i < sizes.models(); i++) {
        sizes.large().forEach(count -> add(features(count), device.upload(count)));
      }
    }
  }

  private void layers(Place place) {
    LayerFetch fetch = new LayerFetch(place);
    List<LayerEntry> wanted =
        place.cloud().manifestOf(place.name()).manifest().layers().stream()
            .filter(layer -> sizes.layers().contains(layer.name()))
            .toList();
    for (int i = 0; i < sizes.heads(); i++) {
      wanted.forEach(layer -> add("layer " + layer.name(), fetch.fetch(layer)));
    }
  }

  /** Heads by gradient descent, which are of two layers, and whole models. */
  void ofDescent(Place place) {
    try (LinkedDevice device = new LinkedDevice(place, variety)) {
      for (int i = 0; i < sizes.models(); i++) {
        device.upload(TO_TRAIN_ON);
        add("head, gradient descent", device.pull());
        add("whole model", LinkedDevice.join(place, "new-" + i));
      }
    }
  }

  /** The medians, in the order of measurement. */
  Map<String, Transfer> medians() {
    Map<String, Transfer> medians = new LinkedHashMap<>();
    measured.forEach((what, all) -> medians.put(what, Transfer.median(all)));
    return medians;
  }

  private void add(String what, Transfer transfer) {
    measured.computeIfAbsent(what, key -> new ArrayList<>()).add(transfer);
  }

  private static String features(int count) {
    return count == 1 ? "1 feature" : count + " features";
  }
}

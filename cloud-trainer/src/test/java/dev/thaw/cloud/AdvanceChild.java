package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;

import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Uploads many features and runs them on; says how many. */
final class AdvanceChild {
  private static final int UPLOAD = 200;

  private AdvanceChild() {}

  public static void main(String[] args) {
    int count = Integer.parseInt(args[1]);
    try (LogWorld world = new LogWorld(Path.of(args[0]), 1)) {
      Activation one = World.feature(world.first, 1, 1, 1).activation();
      for (int from = 0; from < count; from += UPLOAD) {
        List<Feature> batch = new ArrayList<>();
        for (int i = from; i < from + UPLOAD; i++) {
          Activation activation =
              new Activation(
                  TASK, World.sample(i), 1, one.prefix(), one.createdAt(), one.tensors());
          batch.add(new Feature(activation, 1, World.START));
        }
        world.upload("phone", batch.toArray(Feature[]::new));
      }
      var advanced = world.log().advance(TASK, LogWorld.at(world.first, 2), 0);
      System.out.println("advanced " + advanced.advanced());
    }
  }
}

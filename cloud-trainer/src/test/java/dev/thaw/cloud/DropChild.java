package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;

import dev.thaw.cloud.registry.Backbone;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Drops what another base model made, says so, and waits in the middle to be killed. */
final class DropChild {
  private DropChild() {}

  public static void main(String[] args) {
    int turns = Integer.parseInt(args[1]);
    int[] seen = {0};
    LogWorld world = new LogWorld(Path.of(args[0]), DropForeignIT.DEPTH);
    Backbone present = LogWorld.at(world.second, DropForeignIT.DEPTH);
    world.move(present);
    long dropped =
        world
            .log()
            .dropForeign(
                TASK,
                g -> present.model().prefixDigest(g.cut()).equals(g.prefix()),
                count -> {
                  System.out.println("dropped " + count);
                  System.out.flush();
                  while (++seen[0] >= turns) {
                    LockSupport.park();
                  }
                });
    System.out.println("done " + dropped);
  }
}

package dev.thaw.demo.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thaw.demo.campaign.Fault.Death;
import dev.thaw.demo.campaign.Fault.DeathAt;
import dev.thaw.demo.chaos.Move;
import dev.thaw.demo.chaos.Operator;
import dev.thaw.demo.simulate.SimulationException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An operator who trains heads and moves the freeze point all the time, so that something is always
 * under way. What the cloud refuses, or dies of, is forgotten. Confined to the campaign's thread.
 */
final class Unrest {
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(600);
  private static final int ONE_MOVE_IN = 5;

  private final Operator operator;
  private final List<String> ids;
  private final Random random;
  private CompletableFuture<Void> under = CompletableFuture.completedFuture(null);
  private long lastNanos = System.nanoTime();

  Unrest(Operator operator, List<String> ids, long seed) {
    this.operator = operator;
    this.ids = ids;
    this.random = new Random(seed);
  }

  /** Does something, if it is time for that. */
  void look(Optional<Death> cloud, Optional<Death> devices) {
    if (under.isDone() && System.nanoTime() - lastNanos > PACE_NANOS) {
      lastNanos = System.nanoTime();
      boolean moves = needsMoves(cloud) || needsMoves(devices);
      boolean move = moves ? random.nextInt(3) > 0 : random.nextInt(ONE_MOVE_IN) == 0;
      String device = ids.get(random.nextInt(ids.size()));
      long seed = random.nextLong();
      under = CompletableFuture.runAsync(() -> act(move, device, seed));
    }
  }

  /** Returns when nothing that it asked for is under way. */
  void stop() {
    under.join();
  }

  private static boolean needsMoves(Optional<Death> death) {
    return death
        .map(
            each ->
                each instanceof DeathAt at
                    && switch (at.point()) {
                      case DEPTH_PREPARED, DEPTH_SWITCHED, IN_COMPACTION -> true;
                      default -> false;
                    })
        .orElse(false);
  }

  private void act(boolean move, String device, long seed) {
    try {
      if (move) {
        Optional<JsonNode> status = operator.status();
        int depth = status.map(s -> s.path("freeze").path("depth").asInt()).orElse(0);
        if (depth > 0) {
          var unused = operator.move(Move.atOnce(Move.another(depth, new Random(seed))));
        }
      } else {
        var unused = operator.train(device);
      }
    } catch (SimulationException e) {
      // Refused, or nobody is there.
    }
  }
}

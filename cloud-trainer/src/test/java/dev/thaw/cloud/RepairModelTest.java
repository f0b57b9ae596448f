package dev.thaw.cloud;

import static dev.thaw.cloud.LogWorld.at;
import static dev.thaw.cloud.World.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.features.RepairCounts;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random histories of one log against maps of what each sample must have. */
class RepairModelTest {
  private static final long SEED = Long.getLong("thaw.repair.seed", 20261121L);
  private static final int STEPS = Integer.getInteger("thaw.repair.steps", 400);
  private static final int SAMPLES = 12;
  private static final int DEEPEST = 7;
  private static final List<String> DEVICES = List.of("phone", "tablet");

  private record Key(String device, SampleId sample) {}

  private record LostKey(Key key, Generation generation) {}

  @TempDir Path dir;

  private final Map<Key, Set<Generation>> stored = new HashMap<>();
  private final Set<LostKey> lost = new HashSet<>();
  private final Map<String, Feature> made = new HashMap<>();
  private long owedSeen;
  private long lostSeen;
  private long waitingSeen;
  private final Random random = new Random(SEED);

  @Test
  void countsAndListsAgreeWithTheReferenceWhateverHappened() {
    System.out.println("RepairModelTest seed " + SEED);
    try (LogWorld world = new LogWorld(dir, 5)) {
      for (int step = 0; step < STEPS; step++) {
        act(world);
        if (step % 4 == 0) {
          verify(world, step);
        }
      }
      assertThat(owedSeen).isPositive();
      assertThat(lostSeen).isPositive();
      assertThat(waitingSeen).isPositive();
    }
  }

  private void act(LogWorld world) {
    int dice = random.nextInt(100);
    if (dice < 70) {
      upload(world);
    } else if (dice < 84) {
      lose(world);
    } else if (dice < 90) {
      changeDepth(world);
    } else if (dice < 95) {
      replaceBase(world);
    } else {
      world.reopen();
    }
  }

  private void upload(LogWorld world) {
    Backbone present = world.present();
    int cut = 1 + random.nextInt(present.depth());
    Key key = key();
    Feature feature = made(present.model(), cut, key.sample);
    world.upload(key.device, feature);
    Set<Generation> versions = stored.computeIfAbsent(key, k -> new HashSet<>());
    Set<Generation> before = Set.copyOf(versions);
    if (!versions.contains(Generation.of(present))) {
      versions.removeIf(g -> !present.isCurrent(g.cut(), g.prefix()));
      versions.add(Generation.of(present));
    }
    versions.add(Generation.of(feature.activation()));
    if (!versions.equals(before)) {
      lost.removeIf(l -> l.key.equals(key));
    }
  }

  private void lose(LogWorld world) {
    Backbone wanted = at(world.present().model(), 1 + random.nextInt(world.present().depth()));
    Key key = key();
    world.lost(key.device, wanted, key.sample);
    if (stored.containsKey(key) && !isReady(key, wanted)) {
      lost.add(new LostKey(key, Generation.of(wanted)));
    }
  }

  private void changeDepth(LogWorld world) {
    int depth = 2 + random.nextInt(DEEPEST - 1);
    world.changeDepth(depth);
    Backbone present = world.present();
    stored.forEach(
        (key, versions) -> {
          if (isReady(key, present)) {
            versions.add(Generation.of(present));
          }
        });
  }

  private void replaceBase(LogWorld world) {
    LayeredModel next = world.present().model() == world.first ? world.second : world.first;
    world.move(at(next, world.present().depth()));
    long dropped =
        world.log().dropForeign(TASK, g -> next.prefixDigest(g.cut()).equals(g.prefix()), n -> {});
    long before = stored.values().stream().mapToLong(Set::size).sum();
    stored.values().forEach(v -> v.removeIf(g -> !next.prefixDigest(g.cut()).equals(g.prefix())));
    lost.removeIf(l -> !next.prefixDigest(l.generation.cut()).equals(l.generation.prefix()));
    assertThat(dropped).isEqualTo(before - stored.values().stream().mapToLong(Set::size).sum());
  }

  private void verify(LogWorld world, int step) {
    for (int depth = 1; depth <= world.present().depth(); depth++) {
      Backbone wanted = at(world.present().model(), depth);
      Map<String, RepairCounts> expected = new TreeMap<>();
      for (String device : DEVICES) {
        verifyWaiting(world, wanted, device, expected);
      }
      Map<String, RepairCounts> found =
          new TreeMap<>(world.log().repairCountsByDevice(TASK, wanted));
      DEVICES.forEach(device -> found.putIfAbsent(device, new RepairCounts(0, 0, 0)));
      assertThat(found).as("step %d depth %d", step, depth).isEqualTo(expected);
    }
    RepairCounts all = world.log().repairCounts(TASK, world.present());
    assertThat(world.log().counts(TASK).usable()).isEqualTo(all.ready());
    assertThat(world.log().counts(TASK).voided()).isEqualTo(all.waiting() + all.lost());
  }

  private void verifyWaiting(
      LogWorld world, Backbone wanted, String device, Map<String, RepairCounts> expected) {
    List<Key> keys = stored.keySet().stream().filter(k -> k.device.equals(device)).toList();
    long ready = keys.stream().filter(key -> isReady(key, wanted)).count();
    List<SampleId> waiting = new ArrayList<>();
    for (Key key : keys) {
      if (!isReady(key, wanted) && !lost.contains(new LostKey(key, Generation.of(wanted)))) {
        waiting.add(key.sample);
      }
    }
    assertThat(world.log().toRepair(TASK, device, wanted))
        .isEqualTo(waiting.stream().sorted().toList());
    owedSeen += keys.stream().filter(key -> stored.get(key).isEmpty()).count();
    lostSeen += keys.size() - ready - waiting.size();
    waitingSeen += waiting.size();
    expected.put(
        device, new RepairCounts(ready, waiting.size(), keys.size() - ready - waiting.size()));
  }

  private boolean isReady(Key key, Backbone wanted) {
    return stored.get(key).stream().anyMatch(g -> wanted.isCurrent(g.cut(), g.prefix()));
  }

  private Key key() {
    return new Key(
        DEVICES.get(random.nextInt(DEVICES.size())), World.sample(random.nextInt(SAMPLES)));
  }

  private Feature made(LayeredModel model, int cut, SampleId sample) {
    Feature any =
        made.computeIfAbsent(
            model.prefixDigest(cut).hex(), name -> World.feature(model, cut, 1, 5));
    var a = any.activation();
    return new Feature(
        new dev.thaw.protocol.Activation(TASK, sample, cut, a.prefix(), a.createdAt(), a.tensors()),
        1,
        World.START);
  }
}

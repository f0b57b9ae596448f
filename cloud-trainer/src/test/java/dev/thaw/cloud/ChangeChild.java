package dev.thaw.cloud;

import static dev.thaw.cloud.World.TASK;

import dev.thaw.cloud.freeze.FreezeStatus;
import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.SampleId;
import dev.thaw.protocol.SampleOutcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A cloud that makes one change, takes uploads meanwhile, and prints a line every few milliseconds,
 * until the change is made or somebody kills it.
 *
 * <p>Arguments: the directory; what to do: {@code depth N}, {@code repaired N}, {@code base SEED}
 * or {@code resume 0}; the first sample that it may upload. Lines: {@code ack DEVICE SAMPLE},
 * {@code PHASE FEATURES HEADS}, {@code IN-FORCE}, {@code DONE}.
 */
final class ChangeChild {
  static final int CUT = 4;
  static final int KNOWN = 100_000;

  private final CloudTrainer cloud;
  private final LayeredModel model;
  private final Map<SampleId, Long> known = new HashMap<>();
  private long nextSample;

  private ChangeChild(CloudTrainer cloud, long firstSample) {
    this.cloud = cloud;
    this.model = World.globalModel(cloud);
    this.nextSample = firstSample;
    for (long seed = 0; seed < KNOWN; seed++) {
      known.put(World.sample(seed), seed);
    }
  }

  public static void main(String[] args) {
    CloudTrainer cloud = World.open(World.descending(Path.of(args[0])), Clock.systemUTC());
    cloud.addListener(slowlyInForce());
    new ChangeChild(cloud, Long.parseLong(args[3])).run(args[1], Integer.parseInt(args[2]));
  }

  private void run(String what, int number) {
    request(what, number);
    Optional<FreezeStatus.Running> change = cloud.freezeStatus(TASK).change();
    for (int tick = 0; change.isPresent(); tick++) {
      FreezeStatus.Running now = change.get();
      print(now.phase() + " " + now.featuresTotal() + " " + now.headsDone());
      if (tick % 8 == 0 && !now.wholeUpdate()) {
        upload("phone", nextSample++);
        repairOne();
      }
      LockSupport.parkNanos(2_000_000);
      change = cloud.freezeStatus(TASK).change();
    }
    print("DONE");
    cloud.close();
  }

  private void request(String what, int number) {
    switch (what) {
      case "depth" -> {
        var unused = cloud.setDepth(TASK, number);
      }
      case "repaired" -> {
        var unused = cloud.setDepth(TASK, number, new WhenRepaired(0.5, Duration.ofMinutes(10)));
      }
      case "base" -> {
        var unused =
            cloud.publishBase(
                WholeUpdateTest.base(World.SPEC, number, 0, 5).toBytes(), Optional.empty());
      }
      default -> print("resuming");
    }
  }

  /** As a device that keeps what leads to all its samples. */
  private void repairOne() {
    List<SampleId> samples = cloud.repairs(TASK, "phone").samples();
    for (SampleId sample : samples.subList(0, Math.min(5, samples.size()))) {
      upload("phone", known.get(sample));
    }
  }

  private void upload(String device, long seed) {
    int cut = Math.min(CUT, cloud.wantedFreeze(TASK).depth());
    List<SampleOutcome> outcomes =
        World.await(
                cloud.ingest(
                    World.batch(
                        device, World.feature(model, cut, (int) (seed % World.LABELS), seed))))
            .outcomes();
    if (outcomes.get(0) != SampleOutcome.STORED) {
      throw new IllegalStateException("not stored: " + outcomes);
    }
    print("ack " + device + " " + seed);
  }

  /**
   * Says when a new base model is in force, and gives time to be killed before anything is dropped.
   */
  private static CloudListener slowlyInForce() {
    return new CloudListener() {
      @Override
      public void freezeChanged(String task, FreezeState freeze) {
        print("IN-FORCE");
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    };
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }
}

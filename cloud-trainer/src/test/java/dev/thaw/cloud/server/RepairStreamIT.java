package dev.thaw.cloud.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.freeze.SwitchRule.WhenRepaired;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.Message.BatchAck;
import dev.thaw.protocol.Message.FeatureBatch;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Message.Lost;
import dev.thaw.protocol.Message.Notice;
import dev.thaw.protocol.Message.Refused;
import dev.thaw.protocol.Message.Repair;
import dev.thaw.protocol.Message.Welcome;
import dev.thaw.protocol.SampleId;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairStreamIT {
  private static final int SMALLEST_FRAME = 1024;
  private static final int FIT_INTO_IT = 32;

  @TempDir Path dir;
  private RunningCloud cloud;

  @BeforeEach
  void start() {
    cloud = RunningCloud.start(dir);
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void deviceThatConnectsIsToldWhatToRepairAfterItsWelcome() throws Exception {
    List<SampleId> stored = store("tablet", 16);
    store("other", 3);
    moveTo(5);

    try (TestDevice device = TestDevice.welcomed(cloud, "tablet")) {
      Repair repair = device.next(Repair.class);

      assertThat(repair.task()).isEqualTo(RunningCloud.TASK);
      assertThat(repair.wanted()).isEqualTo(cloud.trainer().freeze(RunningCloud.TASK));
      assertThat(repair.samples()).containsExactlyInAnyOrderElementsOf(stored);
    }
  }

  @Test
  void connectedDeviceHearsOfTheMoveFirstAndThenOfTheRepairs() throws Exception {
    List<SampleId> stored = store("tablet", 16);
    try (TestDevice device = TestDevice.welcomed(cloud, "tablet")) {
      moveTo(5);

      Notice notice = device.next(Notice.class);
      Repair repair = device.next(Repair.class);

      assertThat(notice.freeze()).isEqualTo(cloud.trainer().freeze(RunningCloud.TASK));
      assertThat(repair.wanted()).isEqualTo(notice.freeze());
      assertThat(repair.samples()).containsExactlyInAnyOrderElementsOf(stored);
    }
  }

  @Test
  void repairsComeInPagesThatFitIntoAFrame() throws Exception {
    int samples = 2 * FIT_INTO_IT + 7;
    ServerConfig narrow = ServerConfig.open().withMaxFrameBytes(SMALLEST_FRAME);
    try (RunningCloud own = RunningCloud.start(dir.resolve("narrow"), narrow)) {
      List<SampleId> stored = store(own, "tablet", samples);
      own.trainer().setDepth(RunningCloud.TASK, 5).get(60, TimeUnit.SECONDS);
      try (TestDevice device = TestDevice.welcomed(own, "tablet")) {
        List<SampleId> asked = new ArrayList<>();
        while (asked.size() < samples) {
          Repair page = device.next(Repair.class);
          assertThat(page.samples()).hasSizeLessThanOrEqualTo(FIT_INTO_IT);
          asked.addAll(page.samples());
        }

        assertThat(asked).containsExactlyInAnyOrderElementsOf(stored);
      }
    }
  }

  @Test
  void whileAChangeWaitsTheComingFreezeStateIsWantedUnderTheSameManifest() throws Exception {
    List<SampleId> stored = store("tablet", 16);
    FreezeState present = cloud.trainer().freeze(RunningCloud.TASK);
    try (TestDevice device = TestDevice.connect(cloud)) {
      device.send(TestDevice.hello("tablet", RunningCloud.TASK));
      Welcome welcome = device.next(Welcome.class);

      var change = cloud.trainer().setDepth(RunningCloud.TASK, 5, whenAll());
      Notice coming = device.next(Notice.class);
      Repair repair = device.next(Repair.class);
      device.send(cloud.batch("tablet", 2, 1, 99));
      BatchAck ack = nextAfterRepairs(device, BatchAck.class);
      cloud.trainer().cancelChange(RunningCloud.TASK);
      Notice back = nextAfterRepairs(device, Notice.class);

      assertThat(coming.freeze().depth()).isEqualTo(5);
      assertThat(coming.freeze().epoch()).isEqualTo(present.epoch() + 1);
      assertThat(coming.manifest()).isEqualTo(welcome.manifest());
      assertThat(repair.wanted()).isEqualTo(coming.freeze());
      assertThat(repair.samples()).containsExactlyInAnyOrderElementsOf(stored);
      assertThat(ack.wanted()).isEqualTo(coming.freeze());
      assertThat(back).isEqualTo(new Notice(RunningCloud.TASK, present, welcome.manifest()));
      assertThat(change).isCompletedExceptionally();
    }
  }

  @Test
  void deviceThatConnectsWhileAChangeWaitsIsWelcomedToTheComingState() throws Exception {
    store("tablet", 4);
    var unused = cloud.trainer().setDepth(RunningCloud.TASK, 5, whenAll());
    try (TestDevice device = TestDevice.connect(cloud)) {
      device.send(TestDevice.hello("tablet", RunningCloud.TASK));

      assertThat(device.next(Welcome.class).freeze())
          .isEqualTo(cloud.trainer().wantedFreeze(RunningCloud.TASK));
      assertThat(device.next(Repair.class).wanted().depth()).isEqualTo(5);
    }
  }

  @Test
  void whatADeviceLostIsNotAskedForAgain() throws Exception {
    List<SampleId> stored = store("tablet", 16);
    moveTo(5);
    FreezeState wanted = cloud.trainer().freeze(RunningCloud.TASK);
    try (TestDevice device = TestDevice.welcomed(cloud, "tablet")) {
      device.next(Repair.class);
      device.send(lost("tablet", wanted, stored.subList(0, 10)));
      eventually(() -> cloud.trainer().featureCounts(RunningCloud.TASK).lost() == 10);
    }
    try (TestDevice again = TestDevice.welcomed(cloud, "tablet")) {
      assertThat(again.next(Repair.class).samples())
          .containsExactlyInAnyOrderElementsOf(stored.subList(10, 16));
      again.send(lost("tablet", wanted, stored));
      eventually(() -> cloud.trainer().featureCounts(RunningCloud.TASK).lost() == 16);
    }
    assertThat(cloud.trainer().repairs(RunningCloud.TASK, "tablet").samples()).isEmpty();
  }

  @Test
  void deviceThatSpeaksForAnotherIsRefused() throws Exception {
    List<SampleId> stored = store("victim", 2);
    moveTo(5);
    try (TestDevice device = TestDevice.welcomed(cloud, "liar")) {
      device.send(lost("victim", cloud.trainer().freeze(RunningCloud.TASK), stored));

      Refused refused = device.next(Refused.class);

      assertThat(refused.error()).isEqualTo(ErrorCode.FORBIDDEN);
      assertThat(refused.message()).contains("victim").contains("liar");
      assertThat(device.closeStatus()).isEqualTo(1008);
    }
    assertThat(cloud.trainer().repairs(RunningCloud.TASK, "victim").samples()).hasSize(2);
  }

  @Test
  void lostSamplesOfAnotherTaskAreRefused() throws Exception {
    List<SampleId> stored = store("tablet", 1);
    FreezeState freeze = cloud.trainer().freeze(RunningCloud.TASK);
    try (TestDevice device = TestDevice.welcomed(cloud, "tablet")) {
      device.send(new Lost("tablet", "chess", freeze.depth(), freeze.prefix(), stored));

      assertThat(device.next(Refused.class).message()).contains("chess");
    }
  }

  @Test
  void twoHundredDevicesAreToldAndAskedAtTheSameTime() throws Exception {
    int devices = 200;
    int samples = 5;
    Vertx vertx = Vertx.vertx();
    List<TestDevice> connected = new ArrayList<>();
    try {
      for (int i = 0; i < devices; i++) {
        store("device-" + i, samples);
        connected.add(TestDevice.welcomed(cloud, "device-" + i, vertx));
      }
      moveTo(5);

      for (TestDevice device : connected) {
        assertThat(device.next(Notice.class).freeze().depth()).isEqualTo(5);
        assertThat(device.next(Repair.class).samples()).hasSize(samples);
      }
      assertThat(cloud.server().connections()).isEqualTo(devices);
    } finally {
      connected.forEach(TestDevice::close);
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void helloOfADeviceWithNothingToRepairIsFollowedByNothing() throws Exception {
    store("tablet", 4);
    try (TestDevice device = TestDevice.connect(cloud)) {
      Hello hello = TestDevice.hello("tablet", RunningCloud.TASK);
      device.send(hello);
      device.next(Welcome.class);
      device.send(cloud.batch("tablet", 9, 1, 77));

      assertThat(device.next(BatchAck.class).sequence()).isEqualTo(9);
    }
  }

  /** The same request may come twice, for the welcome and for the change; that does no harm. */
  private static <T extends Message> T nextAfterRepairs(TestDevice device, Class<T> type)
      throws Exception {
    Message next = device.next();
    while (next instanceof Repair) {
      next = device.next();
    }
    return type.cast(next);
  }

  private static WhenRepaired whenAll() {
    return new WhenRepaired(1, Duration.ofHours(1));
  }

  private static Lost lost(String device, FreezeState wanted, List<SampleId> samples) {
    return new Lost(device, RunningCloud.TASK, wanted.depth(), wanted.prefix(), samples);
  }

  private void moveTo(int depth) throws Exception {
    cloud.trainer().setDepth(RunningCloud.TASK, depth).get(60, TimeUnit.SECONDS);
  }

  private List<SampleId> store(String device, int count) throws Exception {
    return store(cloud, device, count);
  }

  private static List<SampleId> store(RunningCloud cloud, String device, int count)
      throws Exception {
    FeatureBatch batch = cloud.batch(device, 1, count, 1);
    cloud.trainer().ingest(batch).get(10, TimeUnit.SECONDS);
    return batch.features().stream().map(Feature::activation).map(a -> a.sample()).toList();
  }

  private static void eventually(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("condition within 10 s").isLessThan(deadline);
      Thread.yield();
    }
  }
}

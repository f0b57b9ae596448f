package dev.thaw.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thaw.cache.CacheLimits;
import dev.thaw.cache.faults.SmallDisk;
import dev.thaw.cache.rocks.StorageException;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.SampleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole device, with its cloud, whose disk is really full for a while. */
class EdgeFullDiskIT extends EdgeFixture {
  private static final CacheLimits LIMITS = new CacheLimits(8 << 20, 8 << 20, 2);
  private static final int FIRST_NEW = 1_000;
  private static final int MOST = 5_000;

  private SmallDisk disk;

  @BeforeEach
  void mount() throws IOException {
    Path mountPoint = Files.createDirectory(directory.resolve("disk"));
    Optional<SmallDisk> mounted = SmallDisk.mount(mountPoint, 24);
    assumeTrue(mounted.isPresent(), SmallDisk.SKIPPED);
    disk = closing(mounted.get());
  }

  @Test
  void aDeviceWhoseDiskIsFullPredictsAndUploadsAndLosesNoAnnotationThatItTook() {
    EdgeRuntime edge = open(small());
    awaitInstalled(edge, 1);
    awaitIdle(edge);
    annotate(edge, 0, 6);
    List<SampleId> known = samples(edge, 6, 10);
    float[] before = edge.predict(Samples.input(6)).probabilities();

    disk.fill();
    int unkept = predictUntilNotKept(edge);
    assertThat(edge.predict(Samples.input(6)).probabilities()).containsExactly(before);
    assertThatThrownBy(() -> edge.annotate(known.get(0), "c4"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no space left on the disk; writes go on when 1 MiB are free");
    assertThatThrownBy(() -> edge.annotate(known.get(1), "c5"))
        .isInstanceOf(StorageException.class);
    SampleId notKept = edge.predict(Samples.input(unkept)).sample();
    assertThatThrownBy(() -> edge.annotate(notKept, "c4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing can be stored at present")
        .hasMessageContaining("no space left");
    assertThat(edge.waiting()).isEqualTo(6);
    assertThat(known).noneMatch(edge::isWaiting);
    var unused = edge.flush();
    Await.until("uploads while the disk is full", () -> cloud.stored.size() == 6);

    disk.makeRoom();
    edge.annotate(known.get(0), "c4");
    edge.annotate(edge.predict(Samples.input(unkept)).sample(), "c4");
    awaitSent(edge);
    assertThat(labels()).containsExactly(3, 3, 3, 3, 3, 3, 4, 4);
    assertThat(cloud.stored).doesNotContainKey(known.get(1));
    assertThat(edge.predict(Samples.input(unkept)).cacheHit()).isTrue();
    edge.close();
    EdgeRuntime again = open(small());
    assertThat(again.waiting()).isZero();
    assertThat(again.predict(Samples.input(0)).cacheHit()).isTrue();
  }

  @Test
  void aChangeOfDepthWaitsForRoomAndIsMadeWithoutARestart() {
    EdgeRuntime edge = open(small());
    awaitInstalled(edge, 1);
    awaitIdle(edge);
    annotate(edge, 0, 4);
    disk.fill();
    predictUntilNotKept(edge);
    var wanted = cloud.publish(Releases.of(2, 5, 1, Samples.baseWith(5, 9))).digest();
    cloud.sendNotice();
    Await.until("a clear reason", () -> error(edge).contains("no space left on the disk"));
    assertThat(edge.status().version()).isEqualTo(1);
    assertThat(edge.predict(Samples.input(0)).cacheHit()).isTrue();

    disk.makeRoom();
    Await.until("the new depth", () -> edge.status().model().equals(Optional.of(wanted)));
    annotate(edge, 4, 6);
    awaitSent(edge);
    assertThat(cloud.usable()).hasSize(6);
    assertThat(edge.status().freeze()).contains(cloud.currentFreeze());
  }

  /** Wherever in the change it is that the last byte is taken. */
  @Test
  void aDiskThatGetsFullDuringChangesOfDepthLosesNothing() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    EdgeRuntime edge = open(small());
    awaitInstalled(edge, 1);
    awaitIdle(edge);
    for (int round = 1; round <= 4; round++) {
      annotate(edge, 10 * round, 10 * round + 3);
      disk.fill();
      int first = FIRST_NEW * (round + 1);
      samples(edge, first, first + random.nextInt(150));
      int depth = round % 2 == 1 ? 5 : 6;
      Releases next = Releases.of(1 + round, depth, round, Samples.baseWith(depth, round));
      var wanted = cloud.publish(next).digest();
      cloud.sendNotice();
      Await.until(
          "the new depth, or a clear reason",
          () ->
              edge.status().model().equals(Optional.of(wanted))
                  || error(edge).contains("no space left on the disk"));
      edge.predict(Samples.input(10 * round));

      disk.makeRoom();
      Await.until("the new depth", () -> edge.status().model().equals(Optional.of(wanted)));
      annotate(edge, 10 * round + 3, 10 * round + 5);
      awaitSent(edge);
      int sent = 5 * round;
      Await.until("all of them", () -> cloud.usable().size() == sent);
    }
  }

  private EdgeConfig small() {
    return config(cloud.uri(), disk.mountPoint().resolve("data")).withCache(LIMITS);
  }

  /** The number of an input of which nothing will be kept, not even at a checkpoint. */
  private static int predictUntilNotKept(EdgeRuntime edge) {
    for (int i = FIRST_NEW; i < FIRST_NEW + MOST; i++) {
      edge.predict(Samples.input(i));
      if (edge.status().predictions().uncached() > 0) {
        return i + 1;
      }
    }
    throw new AssertionError("the disk does not get full");
  }

  private static List<SampleId> samples(EdgeRuntime edge, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> edge.predict(Samples.input(i)).sample())
        .toList();
  }

  /** A flush may end early, while the link still waits after what the disk did to it. */
  private static void awaitSent(EdgeRuntime edge) {
    Await.until(
        "an empty outbox", () -> edge.waiting() == 0 || Await.get(edge.flush()).remaining() == 0);
  }

  private List<Integer> labels() {
    return cloud.stored.values().stream().map(Feature::label).sorted().toList();
  }

  private static String error(EdgeRuntime edge) {
    return edge.status().lastError().orElse("");
  }
}

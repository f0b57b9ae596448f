package dev.thaw.cloud.erasure;

import static dev.thaw.cloud.server.RunningCloud.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thaw.cloud.features.HeldRows;
import dev.thaw.cloud.server.RunningCloud;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.protocol.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the end of the process leaves behind is put there by hand, and finished by the next one. */
class InterruptedErasureIT {
  private static final String ID = "00112233445566778899aabbccddeeff";
  private static final String GONE = "phone-7f3a91c2";
  private static final Subject SUBJECT = new Subject(TASK, Optional.of(GONE), Optional.empty());

  private static final ErasurePlan EMPTY =
      new ErasurePlan(
          SUBJECT, List.of(), new ErasedRows(HeldRows.NONE, 0, 0, 0), Optional.empty(), List.of());

  @TempDir Path dir;
  private ErasurePlan plan = EMPTY;

  @BeforeEach
  void fill() throws Exception {
    try (RunningCloud cloud = RunningCloud.start(dir)) {
      for (String device : List.of(GONE, "tablet-40be55d8")) {
        cloud.trainer().ingest(cloud.batch(device, 1, 16, 1)).get(60, TimeUnit.SECONDS);
        cloud.trainer().train(TASK, new Scope.OfDevice(device)).get(60, TimeUnit.SECONDS);
      }
      cloud.trainer().train(TASK, Scope.GLOBAL).get(60, TimeUnit.SECONDS);
      plan = cloud.trainer().planErasure(SUBJECT);
    }
  }

  @Test
  void erasureThatWasOnlyNotedIsDoneBeforeAnythingIsServedAndThenFinished() throws Exception {
    change((store, changes) -> store.put(changes, erasure(List.of())));

    try (RunningCloud cloud = RunningCloud.start(dir)) {
      assertThat(cloud.trainer().featureCounts(TASK).devices()).hasSize(1);
      assertThat(cloud.trainer().models(TASK, Optional.of(new Scope.OfDevice(GONE)))).isEmpty();
      SignedReceipt receipt = awaitReceipt(cloud);

      assertThat(receipt.receipt().path("rows").path("features").asInt()).isEqualTo(16);
      assertThat(receipt.receipt().path("heads").path(0).path("after").asInt()).isEqualTo(3);
      assertThat(hasFile(GONE)).isFalse();
    }
  }

  @Test
  void headsThatWereRenewedBeforeAreNotTrainedOnceMore() throws Exception {
    Renewed global = new Renewed(Scope.GLOBAL, 2, Optional.of(2L), Renewed.Outcome.RETRAINED);
    change((store, changes) -> store.put(changes, erasure(List.of(global))));

    try (RunningCloud cloud = RunningCloud.start(dir)) {
      SignedReceipt receipt = awaitReceipt(cloud);

      assertThat(receipt.receipt().path("heads").path(0).path("after").asInt()).isEqualTo(2);
      assertThat(cloud.trainer().models(TASK, Optional.of(Scope.GLOBAL))).hasSize(2);
      assertThat(receipt.receipt().path("otherDevicesHeads").path("retrained").asInt())
          .isEqualTo(1);
    }
  }

  @Test
  void filesAreRewrittenByTheNextStartAndTheReceiptIsHeldBackUntilThen() throws Exception {
    try (RunningCloud cloud = RunningCloud.start(dir)) {
      cloud.trainer().erase(SUBJECT).get(60, TimeUnit.SECONDS);
    }
    byte[] left = Key.of(TASK).text(GONE).bytes();
    change(
        (store, changes) -> {
          SignedReceipt receipt = store.receipts(TASK).get(0);
          store.finish(changes, erasure(receipt.id()), receipt);
          changes.put(Column.DEVICES, left, new byte[0]);
        });
    change(
        (store, changes) -> {
          assertThat(store.receipts(TASK)).isEmpty();
          changes.delete(Column.DEVICES, left);
        });
    assertThat(hasFile(GONE)).isTrue();

    try (RunningCloud cloud = RunningCloud.start(dir)) {
      SignedReceipt receipt = awaitReceipt(cloud);

      assertThat(receipt.isSignedBy(cloud.trainer().publicKey())).isTrue();
      assertThat(hasFile(GONE)).isFalse();
    }
  }

  private interface Change {
    void on(ErasureStore store, Changes changes);
  }

  private void change(Change change) {
    try (CloudDatabase database = CloudDatabase.open(dir.resolve("db"))) {
      Changes changes = database.changes();
      change.on(new ErasureStore(database), changes);
      changes.commit();
    }
  }

  private Erasure erasure(List<Renewed> renewed) {
    return new Erasure(ID, Instant.EPOCH, plan, renewed);
  }

  private Erasure erasure(String id) {
    return new Erasure(id, Instant.EPOCH, plan, List.of());
  }

  private static SignedReceipt awaitReceipt(RunningCloud cloud) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (cloud.trainer().erasureReceipts(TASK).isEmpty()) {
      assertThat(System.nanoTime()).as("not within the deadline").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
    return cloud.trainer().erasureReceipts(TASK).get(0);
  }

  private boolean hasFile(String text) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      return files.filter(Files::isRegularFile).anyMatch(file -> read(file).contains(text));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return ""; // deleted meanwhile
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

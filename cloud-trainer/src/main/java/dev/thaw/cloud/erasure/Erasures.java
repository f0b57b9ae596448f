package dev.thaw.cloud.erasure;

import dev.thaw.cloud.devices.DeviceDirectory;
import dev.thaw.cloud.features.FeatureLog;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.cloud.registry.Withdrawals;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.cloud.training.HeadTraining;
import dev.thaw.cloud.training.Trainer;
import dev.thaw.cloud.training.TrainingQueue;
import dev.thaw.cloud.training.TrainingTrigger;
import dev.thaw.protocol.ErrorCode;
import dev.thaw.protocol.Scope;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases devices and samples while everything runs, in turns of the training thread. Thread-safe.
 *
 * <p>An erasure is a row from its request to its end, so that an interrupted one is finished at the
 * next start: rows are deleted, heads made anew one by one, versions and layers taken away, and the
 * row replaced by a signed receipt. Last the files are rewritten, for until then they have the
 * bytes of deleted rows; the receipt is handed out only after that. Rows are deleted before
 * anything is trained or served again.
 */
public final class Erasures {
  private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);
  private static final int ID_BYTES = 16;
  private static final byte[] ALL = {};

  /**
   * What erasures work with.
   *
   * @param requireIdle throws {@code CONFLICT} while a change of the task is under way
   */
  public record Parts(
      CloudDatabase database,
      ModelRegistry registry,
      FeatureLog log,
      DeviceDirectory devices,
      HeadTraining training,
      Trainer trainer,
      TrainingQueue queue,
      TrainingTrigger trigger,
      ErasureListener listener,
      Consumer<String> requireIdle,
      SecureRandom random,
      Clock clock) {}

  private final Parts parts;
  private final ErasureStore store;
  private final Surveyor surveyor;
  private final Heads heads;
  private final Receipts receipts;
  private final Withdrawals withdrawals;

  /** Erasures that take up nothing yet. */
  public Erasures(Parts parts) {
    this.parts = parts;
    this.store = new ErasureStore(parts.database());
    this.surveyor = new Surveyor(parts.registry(), parts.log(), parts.devices(), parts.trainer());
    this.heads = new Heads(parts, store);
    this.receipts = new Receipts(parts.registry());
    this.withdrawals = parts.registry().withdrawals();
  }

  /** Takes up what was interrupted: deletes rows before it returns, and queues the rest. */
  public void start() {
    List<Erasure> interrupted = store.underWay();
    interrupted.forEach(this::deleteRows);
    for (Erasure erasure : interrupted) {
      var unused = inTurn(erasure.task(), () -> run(erasure));
    }
    if (store.mustScrub()) {
      var unused = parts.queue().runNext("rewriting files after an erasure", this::scrubAll);
    }
  }

  /**
   * What erasing the subject would come to; changes nothing. Reads the disk.
   *
   * @throws CloudException {@code UNKNOWN_TASK}; {@code NOT_FOUND} if there is nothing of it
   */
  public ErasurePlan plan(Subject subject) {
    return surveyor.plan(subject);
  }

  /**
   * Erases the subject.
   *
   * <p>Reads the disk before it returns.
   *
   * @return its receipt, once no file has anything of it; fails as {@link #plan} does, or with
   *     {@code CONFLICT} while a change of the task is under way, and nothing has changed
   */
  public CompletableFuture<SignedReceipt> erase(Subject subject) {
    try {
      requirePossible(subject);
    } catch (CloudException e) {
      return CompletableFuture.failedFuture(e);
    }
    return inTurn(subject.task(), () -> run(begun(subject)));
  }

  /**
   * The task's receipts, in no order.
   *
   * @throws CloudException {@code UNKNOWN_TASK}
   */
  public List<SignedReceipt> receipts(String task) {
    return store.receipts(parts.registry().backbone(task).task().name());
  }

  private CompletableFuture<SignedReceipt> inTurn(String task, Callable<SignedReceipt> work) {
    return parts.queue().runNext("erasing features task=" + task, work);
  }

  private void requirePossible(Subject subject) {
    if (failed(subject).isEmpty()) {
      var unused = surveyor.plan(subject);
    }
    parts.requireIdle().accept(subject.task());
  }

  private Erasure begun(Subject subject) {
    parts.requireIdle().accept(subject.task());
    return failed(subject).orElseGet(() -> begin(surveyor.plan(subject)));
  }

  /** The erasure of the subject that failed, or was interrupted, and is to go on. */
  private Optional<Erasure> failed(Subject subject) {
    return store.underWay().stream()
        .filter(erasure -> erasure.subject().equals(subject))
        .findFirst();
  }

  private Erasure begin(ErasurePlan plan) {
    byte[] id = new byte[ID_BYTES];
    parts.random().nextBytes(id);
    Erasure erasure =
        new Erasure(HexFormat.of().formatHex(id), parts.clock().instant(), plan, List.of());
    Changes changes = parts.database().changes();
    store.put(changes, erasure);
    changes.commit();
    return erasure;
  }

  private SignedReceipt run(Erasure begun) {
    deleteRows(begun);
    Erasure erasure = begun;
    for (Affected head : begun.pending()) {
      requireOpen();
      erasure = heads.renew(erasure, head);
    }
    byte[] samples = store.mustScrub() ? ALL : samples(erasure.plan());
    SignedReceipt receipt = takeAway(erasure);
    requireOpen();
    scrub(samples);
    LOG.info(
        "erased task={} receipt={} features={} heads={}",
        erasure.task(),
        receipt.id(),
        erasure.plan().rows().held().features(),
        erasure.renewed().size());
    return receipt;
  }

  private void deleteRows(Erasure erasure) {
    Subject subject = erasure.subject();
    for (String device : erasure.plan().devices()) {
      parts.training().forget(erasure.task(), device, subject.sample());
      var unused = parts.log().erase(erasure.task(), device, subject.sample());
    }
    if (subject.isDevice()) {
      forget(erasure.task(), subject.device().orElseThrow());
    }
  }

  private void forget(String task, String device) {
    Scope own = new Scope.OfDevice(device);
    parts.queue().withdraw(task, own);
    parts.trigger().forget(task, own);
    parts.devices().erase(task, device);
    boolean had = parts.registry().current(task, own).isPresent();
    Changes changes = parts.database().changes();
    withdrawals.remove(changes, task, own);
    parts.trainer().eraseRuns(changes, task, own);
    changes.commit();
    if (had) {
      parts.listener().withdrawn(task, own);
    }
    parts.listener().deviceErased(task, device);
  }

  private SignedReceipt takeAway(Erasure erasure) {
    Changes taken = parts.database().changes();
    for (Affected each : erasure.plan().affected()) {
      withdrawals.withdraw(taken, erasure.task(), each.scope(), each.last());
    }
    taken.commit();
    int layers = withdrawals.dropNeedlessLayers();
    SignedReceipt receipt = receipts.of(erasure, layers, parts.clock().instant());
    Changes ended = parts.database().changes();
    store.finish(ended, erasure, receipt);
    ended.commit();
    return receipt;
  }

  /** What the keys of the plan's samples begin with. */
  private static byte[] samples(ErasurePlan plan) {
    Key task = Key.of(plan.subject().task());
    return plan.devices().size() == 1 ? task.text(plan.devices().get(0)).bytes() : task.bytes();
  }

  private boolean scrubAll() {
    scrub(ALL);
    return true;
  }

  private void scrub(byte[] samples) {
    Map<Column, byte[]> columns = new EnumMap<>(Column.class);
    for (Column each : List.of(Column.FEATURES, Column.LOST, Column.OWED)) {
      columns.put(each, samples);
    }
    for (Column each :
        List.of(
            Column.DEVICES,
            Column.SCOPES,
            Column.VERSIONS,
            Column.STATISTICS,
            Column.RUNS,
            Column.LAYERS,
            Column.ERASURES)) {
      columns.put(each, ALL);
    }
    parts.database().scrub(columns);
    store.scrubbed();
  }

  private void requireOpen() {
    if (parts.queue().isClosed()) {
      throw new CloudException(
          ErrorCode.BUSY, "the trainer is closing; the erasure goes on at the next start");
    }
  }
}

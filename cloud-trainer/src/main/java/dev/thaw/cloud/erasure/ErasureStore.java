package dev.thaw.cloud.erasure;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Erasures under way and receipts, durably. Reading is thread-safe. */
final class ErasureStore {
  private static final int VERSION = 1;
  private static final byte[] ALL = {};

  private final CloudDatabase database;

  ErasureStore(CloudDatabase database) {
    this.database = database;
  }

  /** The erasures under way. */
  List<Erasure> underWay() {
    List<Erasure> erasures = new ArrayList<>();
    database.scan(Column.ERASURES, ALL, (row, value) -> erasures.add(Erasure.fromBytes(value)));
    return erasures;
  }

  void put(Changes changes, Erasure erasure) {
    changes.put(Column.ERASURES, key(erasure), erasure.toBytes());
  }

  /** Puts the receipt in the place of its erasure; the files still have what was erased. */
  void finish(Changes changes, Erasure erasure, SignedReceipt receipt) {
    changes.delete(Column.ERASURES, key(erasure));
    put(changes, key(erasure), receipt, false);
  }

  /** Notes that the files have nothing more of what the receipts say was erased. */
  void scrubbed() {
    Changes changes = database.changes();
    database.scan(
        Column.RECEIPTS,
        ALL,
        (row, value) -> {
          if (!isScrubbed(value)) {
            put(changes, row, receipt(value), true);
          }
          return true;
        });
    changes.commit();
  }

  /** Whether files may have something that a receipt says was erased. */
  boolean mustScrub() {
    boolean[] found = {false};
    database.scan(
        Column.RECEIPTS,
        ALL,
        (row, value) -> {
          found[0] |= !isScrubbed(value);
          return !found[0];
        });
    return found[0];
  }

  /** The task's receipts of erasures that are wholly done. */
  List<SignedReceipt> receipts(String task) {
    List<SignedReceipt> receipts = new ArrayList<>();
    database.scan(
        Column.RECEIPTS,
        Key.of(task).bytes(),
        (row, value) -> !isScrubbed(value) || receipts.add(receipt(value)));
    return receipts;
  }

  private static void put(Changes changes, byte[] key, SignedReceipt receipt, boolean scrubbed) {
    byte[] json = receipt.toJson().toString().getBytes(StandardCharsets.UTF_8);
    changes.put(
        Column.RECEIPTS, key, new RecordWriter(VERSION).flag(scrubbed).bytes(json).toBytes());
  }

  private static boolean isScrubbed(byte[] value) {
    return reader(value).flag();
  }

  private static SignedReceipt receipt(byte[] value) {
    RecordReader in = reader(value);
    boolean unused = in.flag();
    return SignedReceipt.parse(in.bytes());
  }

  private static RecordReader reader(byte[] value) {
    return new RecordReader("receipt", VERSION, value);
  }

  private static byte[] key(Erasure erasure) {
    return Key.of(erasure.task()).text(erasure.id()).bytes();
  }
}

package dev.thaw.cache.rocks;

import dev.thaw.cache.rocks.StorageException.Kind;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Maps what RocksDB throws to {@link StorageException}. */
final class Failures {
  static final String IN_USE = "in use by another process";

  private Failures() {}

  /**
   * As a failure of {@code directory}.
   *
   * @param roomBytes what must be free before a full disk is written to again
   */
  static StorageException of(Path directory, RocksDBException cause, long roomBytes) {
    String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    Kind kind = kindOf(cause.getStatus(), text);
    return new StorageException(kind, directory, sentence(kind, text, roomBytes), cause);
  }

  private static Kind kindOf(Status status, String text) {
    if (text.contains("lock hold by current process") || text.contains("While lock file")) {
      return Kind.IN_USE;
    }
    if (text.contains("No space left") || subCode(status) == Status.SubCode.NoSpace) {
      return Kind.FULL;
    }
    boolean damaged =
        (text.contains("MANIFEST-") && text.contains("No such file"))
            || (status != null && status.getCode() == Status.Code.Corruption);
    return damaged || text.startsWith("Corruption") ? Kind.CORRUPT : Kind.IO;
  }

  private static Status.SubCode subCode(Status status) {
    return status == null ? Status.SubCode.None : status.getSubCode();
  }

  private static String sentence(Kind kind, String text, long roomBytes) {
    return switch (kind) {
      case IN_USE -> text.contains("current process") ? "already open in this process" : IN_USE;
      case FULL ->
          "no space left on the disk; writes go on when "
              + Math.max(1, roomBytes >> 20)
              + " MiB are free";
      case CORRUPT -> damaged(text);
      case CLOSED -> text;
      case IO -> failing(text);
    };
  }

  private static String failing(String text) {
    String advice = ": what is stored stays, writes go on once the disk works again";
    return text.contains("Read-only file system")
        ? "the disk is read-only" + advice
        : text.contains("Input/output error") ? "the disk fails (" + text + ")" + advice : text;
  }

  /** What to say of stored bytes that are not what was written. */
  static String damaged(String what) {
    return "stored data is damaged (" + what + "): thaw doctor says what is affected and repairs";
  }
}

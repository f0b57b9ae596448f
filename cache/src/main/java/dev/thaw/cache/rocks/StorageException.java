package dev.thaw.cache.rocks;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The disk, or what is stored on it, failed: the root of everything that this module throws apart
 * from {@link IllegalArgumentException}. Its message is one line that names the directory.
 * Immutable.
 */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** Another process, or this one, has the directory open. */
    IN_USE,
    /**
     * No space is left; what was stored stays readable, and writes work again once there is room.
     */
    FULL,
    /** Stored bytes are not what was written. */
    CORRUPT,
    /** The database has been closed. */
    CLOSED,
    /** Anything else the file system refused. */
    IO
  }

  private final Kind kind;
  private final transient Path path;

  /**
   * A failure of the given kind.
   *
   * @param path the database's directory
   * @param detail what happened, without the directory
   */
  public StorageException(Kind kind, Path path, String detail, @Nullable Throwable cause) {
    super("data directory " + path + ": " + detail, cause);
    this.kind = kind;
    this.path = path;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** The database's directory. */
  public Path path() {
    return path;
  }
}

package dev.thaw.demo.data;

import java.nio.file.Path;

/** A data file cannot be used: missing, unreadable, or not in the format it should have. */
public final class DataFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String file;
  private final String reason;

  /** Names the file and says in a few words what is wrong with it. */
  public DataFileException(Path file, String reason) {
    this(file.toString(), reason);
  }

  /** Names a file inside an archive and says in a few words what is wrong with it. */
  public DataFileException(String file, String reason) {
    super(file + ": " + reason);
    this.file = file;
    this.reason = reason;
  }

  /** The file, as the caller named it. */
  public String file() {
    return file;
  }

  /** What is wrong, in one line. */
  public String reason() {
    return reason;
  }
}

package dev.thaw.cache.doctor;

/**
 * Something that is not as it should be. Immutable.
 *
 * @param where the file, or the column family and row
 * @param what what is wrong, in one sentence without a full stop
 */
public record Finding(Kind kind, String where, String what) {
  /** What can be done about it. */
  public enum Kind {
    /** Tidying up: nothing is lost. */
    UNTIDY,
    /** It is made or fetched again once it is dropped. */
    REBUILDABLE,
    /** It cannot be made again: only a backup has it. */
    LOST
  }
}

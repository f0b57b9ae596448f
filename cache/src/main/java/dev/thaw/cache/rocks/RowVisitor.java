package dev.thaw.cache.rocks;

/** Is shown the rows of a scan one by one, in the order of their keys' unsigned bytes. */
@FunctionalInterface
public interface RowVisitor {
  /**
   * Looks at one row; both arrays are the visitor's to keep.
   *
   * @return whether to go on
   */
  boolean visit(byte[] key, byte[] value);
}

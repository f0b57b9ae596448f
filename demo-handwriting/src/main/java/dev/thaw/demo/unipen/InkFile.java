package dev.thaw.demo.unipen;

import java.util.List;

/**
 * The ink that an included file holds. Immutable.
 *
 * @param path path below {@code include/}
 * @param writerId the last {@code .WRITER_ID}, empty if there is none
 * @param components the non-empty components in file order; segments count these
 */
record InkFile(String path, String writerId, List<Component> components) {
  InkFile {
    components = List.copyOf(components);
  }
}

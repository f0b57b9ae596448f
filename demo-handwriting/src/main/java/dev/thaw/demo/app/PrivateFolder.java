package dev.thaw.demo.app;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders of secrets, which nobody but their owner may enter. Stateless. */
final class PrivateFolder {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateFolder.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFolder() {}

  /**
   * Makes {@code folder}, or takes it from others if it is there: one that an older version made
   * could be entered by anybody.
   *
   * @throws DemoException if it cannot be made
   */
  static Path in(Path folder) {
    try {
      Files.createDirectories(folder, attributes());
      protect(folder);
      return folder;
    } catch (IOException e) {
      throw new DemoException(
          "cannot use %s: %s. --data-dir names another place.".formatted(folder, e), e);
    }
  }

  private static void protect(Path folder) throws IOException {
    if (isPosix() && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(folder))) {
      Files.setPosixFilePermissions(folder, OWNER_ONLY);
      LOG.warn("others could enter {}, now only its owner can", folder);
    }
  }

  private static FileAttribute<?>[] attributes() {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}

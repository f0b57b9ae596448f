package dev.thaw.cache.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An ext4 file system in a file, that turns read-only under whoever has files open there, as Linux
 * does it when it finds an error. Needs root and a loop device. Immutable.
 */
public record FragileDisk(Path image, Path mountPoint) implements AutoCloseable {
  /** Why there is none. */
  public static final String SKIPPED =
      "skipped: no permission to mount ext4 from a file, or it cannot be made to fail";

  private static final Path FILE_SYSTEMS = Path.of("/sys/fs/ext4");
  private static final String TRIGGER = "trigger_fs_error";

  /**
   * Makes and mounts one; empty where that cannot be done.
   *
   * @param image the file to make
   */
  public static Optional<FragileDisk> mount(Path image, Path mountPoint, int mebibytes) {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) mebibytes << 20);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + image, e);
    }
    FragileDisk disk = new FragileDisk(image, mountPoint);
    if (!Command.run("mkfs.ext4", "-q", "-F", image.toString()) || !disk.mount()) {
      return Optional.empty();
    }
    if (!Files.isWritable(disk.trigger())) {
      disk.close();
      return Optional.empty();
    }
    return Optional.of(disk);
  }

  /** From now on it can be read only, until it is mounted anew. */
  public void turnReadOnly() {
    try {
      Files.writeString(trigger(), "turned read-only by a test");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot fail " + mountPoint, e);
    }
  }

  /** Mounts it anew, when no file is open there; what had not got to the disk is gone. */
  public void mountAnew() {
    close();
    if (!mount()) {
      throw new IllegalStateException("cannot mount " + image + " again");
    }
  }

  /** Unmounts it; the image stays. */
  @Override
  public void close() {
    Command.require("umount", mountPoint.toString());
  }

  private boolean mount() {
    return Command.run(
        "mount", "-o", "loop,errors=remount-ro", image.toString(), mountPoint.toString());
  }

  /** The name of the file system is that of its device, which the mount point's store has. */
  private Path trigger() {
    try {
      String device = Path.of(Files.getFileStore(mountPoint).name()).getFileName().toString();
      return FILE_SYSTEMS.resolve(device).resolve(TRIGGER);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + mountPoint, e);
    }
  }
}

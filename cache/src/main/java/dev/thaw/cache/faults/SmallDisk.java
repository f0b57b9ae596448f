package dev.thaw.cache.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A small file system in memory that can be filled up. Needs Linux and a privilege. Immutable. */
public record SmallDisk(Path mountPoint) implements AutoCloseable {
  /** Why there is none. */
  public static final String SKIPPED = "skipped: no permission to mount a small tmpfs";

  private static final int BLOCK_BYTES = 4096;

  /** Mounts one; empty where that is not permitted. */
  public static Optional<SmallDisk> mount(Path mountPoint, int mebibytes) {
    String size = "size=" + mebibytes + "m";
    return Command.run("mount", "-t", "tmpfs", "-o", size, "tmpfs", mountPoint.toString())
        ? Optional.of(new SmallDisk(mountPoint))
        : Optional.empty();
  }

  /** Leaves no byte free. */
  public void fill() {
    byte[] block = new byte[BLOCK_BYTES];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw new UncheckedIOException("cannot fill " + mountPoint, full);
      }
    }
  }

  /** Leaves about {@code bytes} free. */
  public void fill(long bytes) {
    fill();
    try (FileChannel ballast = FileChannel.open(ballast(), StandardOpenOption.WRITE)) {
      ballast.truncate(Math.max(0, ballast.size() - bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make room in " + mountPoint, e);
    }
  }

  /** Frees what {@link #fill} took. */
  public void makeRoom() {
    try {
      Files.delete(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make room in " + mountPoint, e);
    }
  }

  /** Allows reading only. Not while a file is open for writing. */
  public void makeReadOnly() {
    Command.require("mount", "-o", "remount,ro", mountPoint.toString());
  }

  /** Unmounts it; nothing remains. */
  @Override
  public void close() {
    Command.require("umount", mountPoint.toString());
  }

  private Path ballast() {
    return mountPoint.resolve("ballast");
  }
}

package dev.thaw.cache.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system in memory that can be filled up; mounting it takes a privilege. */
public final class SmallDisk {
  private final Path mountPoint;

  private SmallDisk(Path mountPoint) {
    this.mountPoint = mountPoint;
  }

  /** Mounts a disk, or skips the test where that is not permitted. */
  public static SmallDisk mount(Path mountPoint, int mebibytes)
      throws IOException, InterruptedException {
    String size = "size=" + mebibytes + "m";
    boolean mounted = run("mount", "-t", "tmpfs", "-o", size, "tmpfs", mountPoint.toString());
    assumeTrue(mounted, "skipped: no permission to mount a small tmpfs at " + mountPoint);
    return new SmallDisk(mountPoint);
  }

  /** Leaves no byte free. */
  public void fill() throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  /** Frees what {@link #fill} took. */
  public void makeRoom() throws IOException {
    Files.delete(ballast());
  }

  /** Removes the disk. */
  public void unmount() throws IOException, InterruptedException {
    assertThat(run("umount", mountPoint.toString())).isTrue();
  }

  private Path ballast() {
    return mountPoint.resolve("ballast");
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}

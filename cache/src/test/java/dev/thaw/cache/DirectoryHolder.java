package dev.thaw.cache;

import java.io.IOException;
import java.nio.file.Path;

/** Keeps a directory open until its standard input ends. */
public final class DirectoryHolder {
  private DirectoryHolder() {}

  /** Argument: directory. */
  public static void main(String[] arguments) throws IOException {
    try (DeviceStore store =
        DeviceStore.open(Path.of(arguments[0]), ActivationCacheContract.LIMITS)) {
      System.out.println("open " + store.diskBytes());
      System.out.flush();
      System.in.transferTo(java.io.OutputStream.nullOutputStream());
    }
  }
}

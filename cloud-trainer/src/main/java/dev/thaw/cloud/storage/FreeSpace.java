package dev.thaw.cloud.storage;

import dev.thaw.protocol.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The room that is left on the disk under a data directory, and how much of it uploads may not
 * take: models, receipts and what says why something failed need room as well, and a database that
 * never finds the disk full never has to be opened anew. Immutable.
 *
 * @param floorBytes uploads are refused when less is free; 0 for never
 */
public record FreeSpace(Path directory, long floorBytes) {
  /** 64 MiB. */
  public static final long DEFAULT_FLOOR_BYTES = 64L << 20;

  /**
   * Bytes that may still be written; 0 if the disk does not say. Asked before every upload, so it
   * is one call of the system; {@code Files.getFileStore} would read the list of mounts each time.
   */
  public long bytes() {
    return directory.toFile().getUsableSpace();
  }

  /** Why uploads are refused; empty if they are not. */
  public Optional<String> shortage() {
    long free = floorBytes == 0 ? 0 : bytes();
    return free >= floorBytes
        ? Optional.empty()
        : Optional.of(
            "data directory %s: the disk has only %d MiB free, uploads go on when %d MiB are"
                .formatted(directory, free >> 20, floorBytes >> 20));
  }

  /** Has an upload stored, or refuses it with {@code STORAGE}. */
  public <T> CompletableFuture<T> ifEnough(Supplier<CompletableFuture<T>> upload) {
    try {
      requireEnough();
      return upload.get();
    } catch (CloudException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void requireEnough() {
    shortage()
        .ifPresent(
            why -> {
              throw new CloudException(ErrorCode.STORAGE, why);
            });
  }
}

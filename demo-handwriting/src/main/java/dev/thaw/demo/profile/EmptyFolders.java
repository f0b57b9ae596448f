package dev.thaw.demo.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of visitors who loaded the page and never wrote, crawlers and health checks for
 * instance: they hold a history that says when it began, and no device. Stateless.
 */
final class EmptyFolders {
  private static final Logger LOG = LoggerFactory.getLogger(EmptyFolders.class);
  private static final Duration KEPT = Duration.ofDays(1);

  private EmptyFolders() {}

  /** Removes those that are older than a day. */
  static void remove(Path profiles, Instant now) {
    try (Stream<Path> folders = Files.list(profiles)) {
      for (Path folder : folders.toList()) {
        Path history = folder.resolve(Host.HISTORY);
        if (Files.exists(history) && isAbandoned(folder, history, now.minus(KEPT))) {
          Files.delete(history);
          Files.delete(folder);
        }
      }
    } catch (IOException e) {
      LOG.warn("empty profiles not removed message={}", e.getMessage());
    }
  }

  private static boolean isAbandoned(Path folder, Path history, Instant before) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList().equals(List.of(history))
          && Files.getLastModifiedTime(history).toInstant().isBefore(before);
    }
  }
}

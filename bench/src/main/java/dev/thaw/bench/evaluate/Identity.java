package dev.thaw.bench.evaluate;

import dev.thaw.bench.evaluate.run.EvaluationException;
import dev.thaw.demo.base.BundledModel;
import dev.thaw.protocol.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What rows must have in common to stand in one report. Stateless. */
final class Identity {
  private Identity() {}

  static Map<String, String> of(Plan plan) {
    Map<String, String> identity = new TreeMap<>();
    identity.put("scale", plan.scale().name().toLowerCase(Locale.ROOT));
    identity.put("data", data(plan.data()));
    identity.put("mnist", data(plan.mnist()));
    identity.put("arms", String.join(",", new TreeSet<>(plan.arms())));
    identity.put("base model", Digest.of(BundledModel.handwriting().toBytes()).hex());
    return identity;
  }

  /** A file's digest; of a directory the number and the bytes of its files. */
  private static String data(Optional<Path> path) {
    if (path.isEmpty()) {
      return "none";
    }
    Path there = path.get();
    try {
      return there.getFileName() + " " + (Files.isDirectory(there) ? size(there) : digest(there));
    } catch (IOException e) {
      throw new EvaluationException("cannot read " + there + ": " + e.getMessage(), e);
    }
  }

  private static String digest(Path file) throws IOException {
    return "sha256 " + Digest.of(Files.readAllBytes(file)).hex();
  }

  /** The directory may be a link to one. */
  private static String size(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory.toRealPath())) {
      long[] sizes =
          files.filter(Files::isRegularFile).mapToLong(each -> each.toFile().length()).toArray();
      return "%d files, %d bytes".formatted(sizes.length, Arrays.stream(sizes).sum());
    }
  }
}

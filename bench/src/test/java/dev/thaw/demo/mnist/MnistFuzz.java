package dev.thaw.demo.mnist;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thaw.bench.fuzz.Parts;
import dev.thaw.bench.fuzz.Scratch;
import dev.thaw.demo.data.DataFileException;
import java.nio.file.Path;
import java.util.List;

/** Two IDX files, plain or gzipped: read, or refused by name. */
public final class MnistFuzz {
  private final Path folder = Scratch.folder("mnist-fuzz");

  @FuzzTest(maxDuration = "10m")
  void digits(byte[] bytes) {
    List<byte[]> parts = Parts.of(bytes, 2);
    Path labels = Scratch.write(folder.resolve("labels"), parts.get(0));
    Path images = Scratch.write(folder.resolve("images"), parts.get(1));
    try {
      Mnist.read(images, labels);
    } catch (DataFileException refused) {
      // as promised
    }
  }
}

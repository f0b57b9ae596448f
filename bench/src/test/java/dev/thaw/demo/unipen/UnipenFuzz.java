package dev.thaw.demo.unipen;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thaw.bench.fuzz.Parts;
import dev.thaw.bench.fuzz.Scratch;
import dev.thaw.demo.data.DataFileException;
import java.nio.file.Path;
import java.util.List;

/** A distribution of one file with segments and two with ink: read, or refused by name. */
public final class UnipenFuzz {
  private final Path folder = Scratch.folder("unipen-fuzz");

  @FuzzTest(maxDuration = "10m")
  void distribution(byte[] bytes) {
    List<byte[]> parts = Parts.of(bytes, 3);
    Scratch.write(folder.resolve("data/1a/aga/a.dat"), parts.get(0));
    Scratch.write(folder.resolve("include/aga/a.dat"), parts.get(1));
    Scratch.write(folder.resolve("include/aga/b.dat"), parts.get(2));
    try {
      UnipenReader.read(folder);
    } catch (DataFileException refused) {
      // as promised
    }
  }
}

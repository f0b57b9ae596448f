package dev.thaw.demo.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the parts of one run keep what outlives their processes. Immutable. */
public record RunFiles(Path directory) {
  /** In {@code directory}, with the directories that a run begins with. */
  public static RunFiles in(Path directory) {
    RunFiles files = new RunFiles(directory);
    files.make(files.hands());
    files.make(files.logs());
    files.make(files.journals());
    return files;
  }

  /** The cloud's data directory. */
  public Path cloud() {
    return directory.resolve("cloud");
  }

  /** The device's own directory. */
  public Path device(String id) {
    return directory.resolve("devices").resolve(id);
  }

  /** The directory of a second runtime of the device, with nothing in its cache. */
  Path twin(String id) {
    return directory.resolve("twins").resolve(id);
  }

  /** What the person at the device writes. */
  public Path hand(String device) {
    return hands().resolve(device);
  }

  /** What the device annotated. */
  public Path journal(String device) {
    return journals().resolve(device);
  }

  /** What the device was about to annotate, each line before its annotation. */
  public Path intended(String device) {
    return journals().resolve(device + ".intended");
  }

  /** Which annotations the cloud acknowledged. */
  public Path acknowledged(String device) {
    return journals().resolve(device + ".acknowledged");
  }

  /** Where a process of that name says what it does. */
  public Path log(String process) {
    return logs().resolve(process + ".log");
  }

  private Path hands() {
    return directory.resolve("hands");
  }

  private Path logs() {
    return directory.resolve("logs");
  }

  private Path journals() {
    return directory.resolve("journals");
  }

  private void make(Path wanted) {
    try {
      Files.createDirectories(wanted);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + wanted, e);
    }
  }
}

package dev.thaw.demo.loop;

import java.nio.file.Path;

/** The process of a cloud that is to be killed: says {@code ready} when it listens. */
final class ServedCloud {
  private ServedCloud() {}

  /** Data directory and port; runs until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    try (Cloud cloud = Cloud.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
      System.out.println("ready " + cloud.uri());
      Thread.currentThread().join();
    } catch (RuntimeException e) {
      System.out.println("refused " + e.getMessage());
      System.exit(1);
    }
  }
}

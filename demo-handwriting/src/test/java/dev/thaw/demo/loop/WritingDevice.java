package dev.thaw.demo.loop;

import dev.thaw.demo.data.CharacterInContext;
import dev.thaw.edge.EdgeRuntime;
import dev.thaw.protocol.SampleId;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The process of a device that is to be killed while its person corrects it. Says what was
 * annotated only after {@code annotate} has returned.
 */
final class WritingDevice {
  private WritingDevice() {}

  /** Device, cloud, directory and the first of the device's characters to write. */
  public static void main(String[] arguments) throws InterruptedException {
    URI cloud = URI.create(arguments[1]);
    EdgeRuntime edge =
        EdgeRuntime.open(LoopFixture.config(arguments[0], cloud, Path.of(arguments[2])));
    List<CharacterInContext> characters = LoopFixture.written(1);
    for (int i = Integer.parseInt(arguments[3]); i < characters.size(); i++) {
      SampleId sample = LoopFixture.predict(edge, characters.get(i)).sample();
      edge.annotate(sample, LoopFixture.labelOf(characters.get(i)));
      System.out.println("annotated " + sample + ' ' + characters.get(i).classIndex());
      if (i % 3 == 0) {
        edge.flush();
      }
    }
    Thread.currentThread().join();
  }
}

package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.cloud.CloudConfig;
import dev.thaw.cloud.CloudTrainer;
import dev.thaw.cloud.server.CloudServer;
import dev.thaw.cloud.server.ServerConfig;
import dev.thaw.cloud.server.limits.Rate;
import dev.thaw.cloud.server.limits.ServerLimits;
import dev.thaw.cloud.training.TrainingPolicy;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.protocol.DType;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A cloud on the loopback address that trains nothing, and one device that sends to it. */
@State(Scope.Thread)
public class IngestingCloud {
  private static final Rate ANY = new Rate(1e12, 1e12);

  /** Batches that are on their way together. */
  @Param({"1", "8"})
  public int inFlight;

  private final TemporaryDirectory directory = TemporaryDirectory.create("thaw-micro");
  private final String task = Inputs.BASE.task().name();
  private final CloudTrainer trainer;
  private final CloudServer server;
  private final Uplink uplink;
  private final Uploads uploads;
  private final List<byte[]> frames = new ArrayList<>();
  private long sequence;

  /** Starts it, without a limit on the rate, and connects. */
  public IngestingCloud() {
    CloudConfig config = CloudConfig.in(directory.path()).with(TrainingPolicy.manual());
    trainer = CloudTrainer.open(config, Clock.systemUTC());
    trainer.install(Inputs.BASE);
    ServerLimits limits = ServerLimits.defaults().withBatches(ANY, ANY).withBytes(ANY, ANY);
    server = CloudServer.start(ServerConfig.open().at("127.0.0.1", 0).withLimits(limits), trainer);
    uplink = new Uplink(URI.create(server.url()), task);
    int depth = trainer.freeze(task).depth();
    uploads = new Uploads(Characters.at(depth), Inputs.BASE.task().labels().size());
  }

  /** The device's part, which is not measured. */
  @Setup(Level.Invocation)
  public void encode() {
    frames.clear();
    for (int i = 0; i < inFlight; i++) {
      sequence++;
      frames.add(Uploads.frame(sequence, Uploads.as(DType.INT8, uploads.features(sequence))));
    }
  }

  /** From the first byte that is sent to the last acknowledgement. */
  long ingest() {
    frames.forEach(uplink::send);
    long acknowledged = 0;
    for (int i = 0; i < inFlight; i++) {
      acknowledged += uplink.acknowledged().outcomes().size();
    }
    return acknowledged;
  }

  /** Closes and removes it. */
  @TearDown
  public void close() {
    uplink.close();
    server.close();
    trainer.close();
    directory.close();
  }
}

package dev.thaw.bench.micro;

import dev.thaw.bench.kernels.Inputs;
import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.CloudDatabase.Changes;
import dev.thaw.cloud.storage.Column;
import dev.thaw.demo.simulate.TemporaryDirectory;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.codec.FeatureCodec;
import java.nio.ByteBuffer;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The cloud's database without the cloud. */
@State(Scope.Thread)
public class GroupCommit {
  /** Bytes of a feature's key: task, device, cut, digest, sample. */
  private static final int KEY_BYTES = 72;

  /** Batches in one commit. */
  @Param({"1", "8"})
  public int inFlight;

  private final TemporaryDirectory directory = TemporaryDirectory.create("thaw-micro");
  private final CloudDatabase database = CloudDatabase.open(directory.path());
  private final List<byte[]> values;
  private long rows;

  /** An empty database, and rows to be written. */
  public GroupCommit() {
    Uploads uploads = new Uploads(Characters.at(Inputs.DEPTH), 1);
    values =
        Uploads.as(DType.INT8, uploads.features(0)).stream().map(FeatureCodec::toBytes).toList();
  }

  /** Writes as many rows as the batches have features, and waits for the disk. */
  long commit() {
    Changes changes = database.changes();
    for (int i = 0; i < inFlight; i++) {
      values.forEach(value -> changes.put(Column.FEATURES, key(), value));
    }
    changes.commit();
    return rows;
  }

  /** Removes the database. */
  @TearDown
  public void close() {
    database.close();
    directory.close();
  }

  private byte[] key() {
    return ByteBuffer.allocate(KEY_BYTES).put(Characters.id(rows++)).array();
  }
}

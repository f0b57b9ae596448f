package dev.thaw.protocol.codec;

import dev.thaw.protocol.Digest;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.TaskSpec;
import java.util.ArrayList;
import java.util.List;

/** The headers of tasks, freeze states and manifests. */
final class ModelSerializers {
  private static final int SCOPE_BYTES = 7 + MessageSerializers.NAME_BYTES;
  private static final int LABEL_BYTES = 3 * TaskSpec.MAX_LABEL_LENGTH;
  private static final int LEAST_LAYER_BYTES = 2 + Digest.BYTES + 1;

  private ModelSerializers() {}

  static void putFreeze(HeaderOutput out, FreezeState freeze) {
    out.writeVarInt(freeze.depth(), true);
    out.writeVarLong(freeze.epoch(), true);
    out.putDigest(freeze.prefix());
    out.putTime(freeze.prefixSince());
  }

  static FreezeState takeFreeze(HeaderInput in) {
    return new FreezeState(
        in.readVarInt(true), in.readVarLong(true), in.takeDigest(), in.takeTime());
  }

  static void putShape(HeaderOutput out, Shape shape) {
    out.putCount(shape.rank());
    for (int extent : shape.extents()) {
      out.writeVarInt(extent, true);
    }
  }

  static Shape takeShape(HeaderInput in) {
    int[] extents = new int[in.takeCount("extents", Shape.MAX_RANK, 1)];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = in.readVarInt(true);
    }
    return Shape.of(extents);
  }

  static final class OfFreezeState extends HeaderSerializer<FreezeState> {
    @Override
    void write(HeaderOutput out, FreezeState freeze) {
      putFreeze(out, freeze);
    }

    @Override
    FreezeState read(HeaderInput in) {
      return takeFreeze(in);
    }
  }

  static final class OfTaskSpec extends HeaderSerializer<TaskSpec> {
    @Override
    void write(HeaderOutput out, TaskSpec task) {
      putTask(out, task);
    }

    @Override
    TaskSpec read(HeaderInput in) {
      return takeTask(in);
    }
  }

  static final class OfManifest extends HeaderSerializer<Manifest> {
    @Override
    void write(HeaderOutput out, Manifest manifest) {
      putTask(out, manifest.task());
      out.putText(manifest.scope().path());
      out.writeVarLong(manifest.version(), true);
      putFreeze(out, manifest.freeze());
      out.putCount(manifest.layers().size());
      manifest.layers().forEach(layer -> putLayer(out, layer));
      out.putTime(manifest.createdAt());
      out.putFigures(manifest.metrics());
    }

    @Override
    Manifest read(HeaderInput in) {
      return new Manifest(
          takeTask(in),
          Scope.parse(in.takeText(SCOPE_BYTES)),
          in.readVarLong(true),
          takeFreeze(in),
          takeLayers(in),
          in.takeTime(),
          in.takeFigures(Manifest.MAX_METRICS));
    }
  }

  private static void putTask(HeaderOutput out, TaskSpec task) {
    out.putText(task.name());
    out.putText(task.architecture());
    out.putCount(task.labels().size());
    task.labels().forEach(out::putText);
    out.putCount(task.inputShapes().size());
    task.inputShapes().forEach(shape -> putShape(out, shape));
  }

  private static TaskSpec takeTask(HeaderInput in) {
    String name = in.takeText(MessageSerializers.NAME_BYTES);
    String architecture = in.takeText(MessageSerializers.NAME_BYTES);
    int labelCount = in.takeCount("labels", TaskSpec.MAX_LABELS, 2);
    List<String> labels = new ArrayList<>(labelCount);
    for (int i = 0; i < labelCount; i++) {
      labels.add(in.takeText(LABEL_BYTES));
    }
    int inputs = in.takeCount("inputs", TaskSpec.MAX_INPUTS, 1);
    List<Shape> shapes = new ArrayList<>(inputs);
    for (int i = 0; i < inputs; i++) {
      shapes.add(takeShape(in));
    }
    return new TaskSpec(name, architecture, labels, shapes);
  }

  private static void putLayer(HeaderOutput out, LayerEntry layer) {
    out.putText(layer.name());
    out.putDigest(layer.digest());
    out.writeVarInt(layer.sizeBytes(), true);
  }

  private static List<LayerEntry> takeLayers(HeaderInput in) {
    int count = in.takeCount("layers", Manifest.MAX_LAYERS, LEAST_LAYER_BYTES);
    List<LayerEntry> layers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      layers.add(
          new LayerEntry(
              in.takeText(MessageSerializers.NAME_BYTES), in.takeDigest(), in.readVarInt(true)));
    }
    return layers;
  }
}

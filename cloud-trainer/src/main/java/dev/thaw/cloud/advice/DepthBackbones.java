package dev.thaw.cloud.advice;

import dev.thaw.cloud.features.Generation;
import dev.thaw.cloud.registry.Backbone;
import dev.thaw.cloud.registry.ModelRegistry;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.LayerEntry;
import java.util.List;

/**
 * The backbone that a task would have at each depth, made of the global scope's present layers, as
 * a change of depth makes it. Holds a model of its own, so that the present one may be replaced
 * meanwhile. Immutable; whoever opens it closes it.
 */
public final class DepthBackbones implements AutoCloseable {
  private final ModelRegistry registry;
  private final FreezeState present;
  private final List<LayerEntry> layers;
  private final LayeredModel model;

  private DepthBackbones(
      ModelRegistry registry, FreezeState present, List<LayerEntry> layers, LayeredModel model) {
    this.registry = registry;
    this.present = present;
    this.layers = layers;
    this.model = model;
  }

  /** Those of the task as it is now. Reads the layers from the disk. */
  public static DepthBackbones of(ModelRegistry registry, String task) {
    Backbone present = registry.backbone(task);
    List<LayerEntry> layers = registry.global(task).manifest().layers();
    LayeredModel model = LayeredModel.of(present.task(), registry.layers(layers, 0));
    return new DepthBackbones(registry, present.freeze(), layers, model);
  }

  /** The task's name. */
  public String task() {
    return model.task().name();
  }

  /** The task's freeze state when this was made. */
  FreezeState present() {
    return present;
  }

  /** The global scope's model; closed with this. */
  public LayeredModel model() {
    return model;
  }

  int layerCount() {
    return layers.size();
  }

  /** The global scope's layers. */
  public List<LayerEntry> layers() {
    return layers;
  }

  /** The backbone that the task would have at {@code depth}. */
  public Backbone at(int depth) {
    return new Backbone(registry.stateAt(task(), depth, layers), model);
  }

  /** What features at {@code cut} must be of to be usable. */
  Generation generation(int cut) {
    return new Generation(cut, model.prefixDigest(cut));
  }

  /** Bytes of the layers {@code [depth, n)}. */
  public long updateBytes(int depth) {
    return layers.stream().skip(depth).mapToLong(LayerEntry::sizeBytes).sum();
  }

  @Override
  public void close() {
    model.close();
  }
}

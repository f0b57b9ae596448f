package dev.thaw.cloud.registry;

import dev.thaw.model.BaseModel;
import dev.thaw.protocol.LayerEntry;
import java.util.List;

/**
 * Another base model for an installed task, ready to be put in force: its layers are stored, its
 * backbone is loaded. Immutable. Whoever does not put the backbone in force closes its model.
 */
public final class BaseReplacement {
  private final BaseModel base;
  private final List<LayerEntry> layers;
  private final TaskRecord record;
  private final Backbone backbone;

  BaseReplacement(BaseModel base, List<LayerEntry> layers, TaskRecord record, Backbone backbone) {
    this.base = base;
    this.layers = List.copyOf(layers);
    this.record = record;
    this.backbone = backbone;
  }

  /** What the task's scopes will have in common: the depth and the epoch stay. */
  public Backbone backbone() {
    return backbone;
  }

  BaseModel base() {
    return base;
  }

  List<LayerEntry> layers() {
    return layers;
  }

  TaskRecord record() {
    return record;
  }
}

package dev.thaw.model;

import dev.thaw.protocol.TaskSpec;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * A named way to build a task's layers. Implementations are public, have a public constructor
 * without parameters, are stateless, and are listed in {@code
 * META-INF/services/dev.thaw.model.Architecture}.
 */
public interface Architecture {
  /** The name tasks refer to, such as {@code handwriting}. */
  String name();

  /**
   * The task's layers in order; the last gives one logit per label.
   *
   * @throws IllegalArgumentException if the architecture cannot take the task's inputs or labels
   */
  List<Layer> layers(TaskSpec task);

  /**
   * The registered architecture called {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Architecture named(String name) {
    TreeMap<String, Architecture> known = new TreeMap<>();
    ServiceLoader.load(Architecture.class, Architecture.class.getClassLoader())
        .forEach(a -> known.put(a.name(), a));
    Architecture found = known.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "unknown architecture \"" + name + "\": expected one of " + known.keySet());
    }
    return found;
  }
}

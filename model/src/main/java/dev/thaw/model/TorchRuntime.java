package dev.thaw.model;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.util.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The one PyTorch engine of this process: settings that must be made before it loads, and one clear
 * error when its natives are missing. Thread-safe.
 */
public final class TorchRuntime {
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  private static volatile @Nullable Engine loaded;

  private TorchRuntime() {}

  /**
   * Sets how many threads one operator may use, for the whole process. 1 is steadier and often
   * faster for single samples and small heads; 2 or more pay for large batches on idle cores. To be
   * called before the engine is first used; later only with the number it already has.
   *
   * @throws IllegalArgumentException if {@code threads} is not positive
   * @throws IllegalStateException if the engine runs with another number already
   */
  public static synchronized void useThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("not a number of threads: " + threads);
    }
    if (loaded != null && threads != threads()) {
      throw new IllegalStateException(
          "the engine runs with " + threads() + " threads already, not " + threads);
    }
    System.setProperty(THREADS, Integer.toString(threads));
  }

  /** How many threads one operator may use; 1 unless set otherwise. */
  public static int threads() {
    return Integer.getInteger(THREADS, 1);
  }

  /** The engine's name and version, for status pages and model cards. */
  public static String describe() {
    Engine engine = engine();
    return engine.getEngineName() + ' ' + engine.getVersion() + ", threads=" + threads();
  }

  /** How many native arrays are open in this process. */
  public static int liveArrays() {
    if (loaded == null) {
      return 0;
    }
    try (NDManager manager = newManager()) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }

  /** A fresh manager of native arrays; the caller closes it. */
  public static NDManager newManager() {
    return engine().newBaseManager();
  }

  /** The engine, loaded on first use. */
  static Engine engine() {
    Engine engine = loaded;
    return engine == null ? load() : engine;
  }

  private static synchronized Engine load() {
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
    setDefault(THREADS, "1");
    requireResource("native/lib/pytorch.properties", "pytorch-native-*");
    requireResource("jnilib/pytorch.properties", "pytorch-jni");
    try {
      Engine engine = Engine.getEngine("PyTorch");
      loaded = engine;
      return engine;
    } catch (EngineException | IllegalArgumentException | UnsatisfiedLinkError e) {
      throw new ModelException(
          "engine",
          "PyTorch could not be loaded (its natives unpack to "
              + Utils.getEngineCacheDir("pytorch")
              + "): "
              + e.getMessage(),
          e);
    }
  }

  private static void requireResource(String resource, String artifact) {
    if (TorchRuntime.class.getClassLoader().getResource(resource) == null) {
      throw new ModelException(
          "engine", "no PyTorch natives on the class path: the jar " + artifact + " is missing");
    }
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}

package dev.thaw.cloud.registry;

import dev.thaw.cloud.storage.CloudDatabase;
import dev.thaw.cloud.storage.Column;
import dev.thaw.cloud.storage.Key;
import dev.thaw.cloud.storage.Stored;
import dev.thaw.model.BaseModel;
import dev.thaw.protocol.Digest;
import dev.thaw.protocol.LayerEntry;
import dev.thaw.protocol.SignedManifest;
import dev.thaw.protocol.codec.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the registry's rows are told from damaged ones, and which of them can be made again. */
public final class RegistryRows {
  private final CloudDatabase database;
  private final TaskStore tasks;

  /** The rows in {@code database}, each of which can be read. */
  public RegistryRows(CloudDatabase database) {
    this.database = database;
    this.tasks = new TaskStore(database);
  }

  /**
   * A layer that a current model needs and that is not there.
   *
   * @param inBase whether the base model has it
   */
  public record MissingLayer(Digest digest, String neededBy, boolean inBase) {}

  /** Whether a row of {@link Column#TASKS} can be read. */
  public static boolean isTask(byte[] key, byte[] value) {
    return Stored.reads(() -> TaskRecord.fromBytes(value));
  }

  /** Whether a row of {@link Column#BASES} can be read. */
  public static boolean isBase(byte[] key, byte[] value) {
    return Stored.reads(() -> BaseModel.fromBytes(value));
  }

  /** Whether a row of {@link Column#SCOPES} can be read. */
  public static boolean isScope(byte[] key, byte[] value) {
    return Stored.reads(() -> ScopeRecord.fromBytes(value));
  }

  /** Whether a row of {@link Column#VERSIONS} can be read. */
  public static boolean isVersion(byte[] key, byte[] value) {
    return Stored.reads(() -> VersionRecord.fromBytes(value));
  }

  /** Whether any task was ever installed. */
  public static boolean hasTasks(CloudDatabase database) {
    return !new TaskStore(database).names().isEmpty();
  }

  /** The layers of current models that are not there. */
  public List<MissingLayer> missingLayers() {
    Map<Digest, byte[]> base = baseLayers();
    List<MissingLayer> missing = new ArrayList<>();
    current()
        .forEach(
            (scope, signed) -> {
              for (LayerEntry layer : signed.manifest().layers()) {
                if (database.layer(layer.digest()).isEmpty()) {
                  boolean inBase = base.containsKey(layer.digest());
                  missing.add(new MissingLayer(layer.digest(), scope, inBase));
                }
              }
            });
    return missing;
  }

  /** The scopes whose current manifest was not signed with {@code key}. */
  public List<String> unsigned(SigningKey key) {
    List<String> unsigned = new ArrayList<>();
    current()
        .forEach(
            (scope, signed) -> {
              if (!SigningKeys.isSigned(
                  signed.canonicalBytes(), signed.signature(), key.publicKey())) {
                unsigned.add(scope);
              }
            });
    return unsigned;
  }

  /** The scopes whose training is further than {@code last}, the last feature there ever was. */
  public List<String> ahead(long last) {
    List<String> ahead = new ArrayList<>();
    database.scan(
        Column.SCOPES,
        new byte[0],
        (key, value) -> {
          if (ScopeRecord.fromBytes(value).position() > last) {
            ahead.add(name(key));
          }
          return true;
        });
    return ahead;
  }

  /** Keeps the layers of base models again that are not there; returns how many. */
  public int restoreLayers() {
    int restored = 0;
    for (Map.Entry<Digest, byte[]> layer : baseLayers().entrySet()) {
      if (database.layer(layer.getKey()).isEmpty()) {
        database.putLayer(layer.getKey(), layer.getValue());
        restored++;
      }
    }
    return restored;
  }

  private Map<Digest, byte[]> baseLayers() {
    Map<Digest, byte[]> layers = new HashMap<>();
    tasks.names().stream()
        .filter(name -> database.get(Column.BASES, Key.of(name).bytes()).isPresent())
        .flatMap(name -> tasks.base(name).layers().stream())
        .forEach(layer -> layers.put(Digest.of(layer), layer));
    return layers;
  }

  /** The manifests in force, by task and scope; a version that is missing has none. */
  private Map<String, SignedManifest> current() {
    Map<String, SignedManifest> current = new HashMap<>();
    database.scan(
        Column.SCOPES,
        new byte[0],
        (key, value) -> {
          Optional<Long> version = ScopeRecord.fromBytes(value).current();
          version
              .flatMap(number -> database.get(Column.VERSIONS, versionKey(key, number)))
              .flatMap(row -> VersionRecord.fromBytes(row).signed())
              .ifPresent(signed -> current.put(name(key), signed));
          return true;
        });
    return current;
  }

  private static byte[] versionKey(byte[] scopeKey, long version) {
    return java.nio.ByteBuffer.allocate(scopeKey.length + Long.BYTES)
        .put(scopeKey)
        .putLong(version)
        .array();
  }

  private static String name(byte[] key) {
    return new String(key, StandardCharsets.UTF_8).replace('\0', ' ').strip();
  }
}

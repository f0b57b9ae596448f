package dev.thaw.cloud.storage;

import java.util.Arrays;
import java.util.List;

/** The column families of the cloud's database; each says what its keys begin with. */
public enum Column {
  /** Freeze state and backbone of each task: task. */
  TASKS("tasks"),
  /** Base models as installed: task. */
  BASES("bases"),
  /** Features: task, device, cut, prefix digest, sample. */
  FEATURES("features"),
  /** Samples that their devices cannot send again: task, device, cut, prefix digest, sample. */
  LOST("lost"),
  /** Samples that were acknowledged and of which no version is stored: task, device, sample. */
  OWED("owed"),
  /** The change of depth or base model under way, and how the last one ended: task. */
  CHANGES("changes"),
  /** How far the feature log has come: one row. */
  POSITION("position"),
  /** Version counter, current version and training position: task, scope. */
  SCOPES("scopes"),
  /** Version history: task, scope, version. */
  VERSIONS("versions"),
  /** Sums over a scope's features, kept for fits of one step: task, kind of scope, name. */
  STATISTICS("statistics"),
  /** Training runs: task, run. */
  RUNS("runs"),
  /** Who moves each task's freeze point, and the last decision: task. */
  POLICIES("policies"),
  /** Devices: task, device. */
  DEVICES("devices"),
  /** Keys of enrolled devices: device. */
  DEVICE_KEYS("device-keys"),
  /** Invitations to enrol: the token's digest. */
  INVITATIONS("invitations"),
  /** Operators: name. */
  OPERATORS("operators"),
  /** What operators changed: a number that counts up. */
  AUDIT("audit"),
  /** Erasures under way: task, erasure. */
  ERASURES("erasures"),
  /** Receipts of erasures: task, erasure. */
  RECEIPTS("receipts"),
  /** Changes of the signing key: fingerprint of the key before. */
  HANDOVERS("handovers"),
  /** Canonical layer bytes by digest. */
  LAYERS("layers");

  private final String family;

  Column(String family) {
    this.family = family;
  }

  /** The column family's name on disk. */
  public String family() {
    return family;
  }

  static List<String> families() {
    return Arrays.stream(values()).map(Column::family).toList();
  }
}

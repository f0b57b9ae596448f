package dev.thaw.bench.evaluate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a user could do. Rows name the arm they belong to by {@link #title}. */
public enum Arm {
  /** Ours, one head for each device. */
  SPLIT("split", "split"),
  /** Ours, one head for all. */
  SPLIT_GLOBAL("split", "split, global"),
  /** Federated averaging of all layers. */
  FEDAVG_WHOLE("fedavg", "FedAvg, whole model"),
  /** Federated averaging of the head. */
  FEDAVG_HEAD("fedavg", "FedAvg, head"),
  /** Each device trains its head by itself. */
  DEVICE_HEAD("on-device", "on-device, head"),
  /** Each device trains all layers by itself. */
  DEVICE_WHOLE("on-device", "on-device, whole model"),
  /** Inputs go up, all else as {@link #SPLIT}. */
  RAW("raw", "raw upload"),
  /** The general model as it is. */
  NONE("none", "no training"),
  /** The general model times how often each class was corrected. */
  PRIOR("none", "class prior");

  private final String family;
  private final String title;

  Arm(String family, String title) {
    this.family = family;
    this.title = title;
  }

  /** What {@code --arms} calls it. */
  public String family() {
    return family;
  }

  /** What tables call it. */
  public String title() {
    return title;
  }

  /** The arm that tables call so. */
  public static Optional<Arm> titled(String title) {
    return Arrays.stream(values()).filter(arm -> arm.title.equals(title)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

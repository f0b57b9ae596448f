package dev.thaw.cloud.advice;

/**
 * What a device is estimated to spend on one feature: never a measurement. docs/energy.md has the
 * sources of every constant and what is left out. Immutable.
 *
 * @param joulesPerCoreSecond of one busy processor core
 * @param radio what the features and heads travel over
 * @param batch features that share one wake-up of the radio and one update of the head
 */
public record EnergyModel(double joulesPerCoreSecond, Radio radio, int batch) {
  private static final double BYTES_PER_MEGABIT = 125_000;
  private static final double MILLIS = 1_000;

  /** A phone on a mobile network. */
  public static final EnergyModel LTE = new EnergyModel(0.8, Radio.LTE, 32);

  /** A phone on a wireless local network. */
  public static final EnergyModel WIFI = new EnergyModel(0.8, Radio.WIFI, 32);

  public EnergyModel {
    if (!(joulesPerCoreSecond > 0) || batch < 1) {
      throw new IllegalArgumentException(
          "not an energy model: "
              + joulesPerCoreSecond
              + " J per core-second, batches of "
              + batch);
    }
  }

  /**
   * A radio that draws power while it is active, more at a higher rate, and costs something each
   * time it wakes. Immutable.
   *
   * @param megabitsUp per second
   * @param megabitsDown per second
   * @param activeWatts while it sends or receives, besides what the rates add
   * @param joulesPerWake from promotion to the end of the tail
   */
  public record Radio(
      double megabitsUp,
      double megabitsDown,
      double activeWatts,
      double wattsPerMegabitUp,
      double wattsPerMegabitDown,
      double joulesPerWake) {
    /** 5 Mbit/s up, 13 down. */
    public static final Radio LTE = new Radio(5, 13, 1.2, 0.438, 0.052, 11.4);

    /** 20 Mbit/s in both directions. */
    public static final Radio WIFI = new Radio(20, 20, 0.403, 0, 0, 0.1);

    public Radio {
      if (!(megabitsUp > 0 && megabitsDown > 0)) {
        throw new IllegalArgumentException(
            "not rates of a radio: " + megabitsUp + " up, " + megabitsDown + " down");
      }
    }

    /** Joules for one byte sent while the radio is awake. */
    public double joulesPerByteUp() {
      return (activeWatts + wattsPerMegabitUp * megabitsUp) / (megabitsUp * BYTES_PER_MEGABIT);
    }

    /** Joules for one byte received while the radio is awake. */
    public double joulesPerByteDown() {
      return (activeWatts + wattsPerMegabitDown * megabitsDown)
          / (megabitsDown * BYTES_PER_MEGABIT);
    }
  }

  /**
   * Joules for one feature: the backbone run once on one core, the feature sent, and its share of
   * the radio's wake-up and of one head update, which comes while the radio is awake.
   *
   * @param deviceMillis of the backbone for one input
   * @param featureBytes on the wire
   * @param updateBytes of the thawed layers
   */
  public double joules(double deviceMillis, double featureBytes, double updateBytes) {
    double compute = deviceMillis / MILLIS * joulesPerCoreSecond;
    double sent = featureBytes * radio.joulesPerByteUp();
    double shared = radio.joulesPerWake() + updateBytes * radio.joulesPerByteDown();
    return compute + sent + shared / batch;
  }
}

package dev.thaw.model.head;

/**
 * How a head is trained. Immutable.
 *
 * @param epochs passes over the examples
 * @param minSteps steps to take at least, by more epochs where examples are few
 * @param batchSize examples per step
 * @param learningRate of the first step; falls linearly to 0 with the last
 * @param l2 strength of the pull back to the values at the start
 * @param dropout whether the layers' own dropout is active
 * @param temperature what the logits are divided by in the loss: above 1 it undoes the
 *     over-confidence of the layers that training starts from (Guo et al., 2017), so that examples
 *     they got right, but narrowly, still count
 * @param leastGain the share by which the mean training loss of an epoch must fall below that of
 *     the epoch before: after two epochs in a row that fell short, training ends there; 0 trains
 *     all epochs
 */
public record HeadOptions(
    int epochs,
    int minSteps,
    int batchSize,
    float learningRate,
    float l2,
    boolean dropout,
    float temperature,
    float leastGain) {
  // Chosen on development writers; docs/learning.md has the figures.
  private static final int BATCH = 128;

  /** For the last layer alone. */
  public static final HeadOptions LAST_LAYER =
      new HeadOptions(30, 40, BATCH, 0.006f, 0.01f, false, 1);

  /** For a head of two or more layers. */
  public static final HeadOptions DEEPER = new HeadOptions(20, 40, BATCH, 0.003f, 0.01f, false, 3);

  public HeadOptions {
    require(epochs > 0, "epochs", epochs);
    require(minSteps >= 0, "minSteps", minSteps);
    require(batchSize > 0, "batchSize", batchSize);
    require(learningRate > 0 && learningRate <= 1, "learningRate", learningRate);
    require(l2 >= 0 && l2 < Float.POSITIVE_INFINITY, "l2", l2);
    require(leastGain >= 0 && leastGain < 1, "leastGain", leastGain);
    require(temperature > 0 && temperature < Float.POSITIVE_INFINITY, "temperature", temperature);
  }

  /** Options that train all epochs. */
  public HeadOptions(
      int epochs,
      int minSteps,
      int batchSize,
      float learningRate,
      float l2,
      boolean dropout,
      float temperature) {
    this(epochs, minSteps, batchSize, learningRate, l2, dropout, temperature, 0);
  }

  /**
   * The options for training {@code thawedLayers} layers.
   *
   * @throws IllegalArgumentException if that is not positive
   */
  public static HeadOptions forThawed(int thawedLayers) {
    require(thawedLayers > 0, "thawedLayers", thawedLayers);
    return thawedLayers == 1 ? LAST_LAYER : DEEPER;
  }

  /** These options with another number of epochs. */
  public HeadOptions withEpochs(int other) {
    return new HeadOptions(
        other, minSteps, batchSize, learningRate, l2, dropout, temperature, leastGain);
  }

  /** These options with another least number of steps. */
  public HeadOptions withMinSteps(int other) {
    return new HeadOptions(
        epochs, other, batchSize, learningRate, l2, dropout, temperature, leastGain);
  }

  /** These options with another batch size. */
  public HeadOptions withBatchSize(int other) {
    return new HeadOptions(
        epochs, minSteps, other, learningRate, l2, dropout, temperature, leastGain);
  }

  /** These options with another first learning rate. */
  public HeadOptions withLearningRate(float other) {
    return new HeadOptions(epochs, minSteps, batchSize, other, l2, dropout, temperature, leastGain);
  }

  /** These options with another pull to the start. */
  public HeadOptions withL2(float other) {
    return new HeadOptions(
        epochs, minSteps, batchSize, learningRate, other, dropout, temperature, leastGain);
  }

  /** These options with or without dropout. */
  public HeadOptions withDropout(boolean other) {
    return new HeadOptions(
        epochs, minSteps, batchSize, learningRate, l2, other, temperature, leastGain);
  }

  /** These options with another temperature. */
  public HeadOptions withTemperature(float other) {
    return new HeadOptions(
        epochs, minSteps, batchSize, learningRate, l2, dropout, other, leastGain);
  }

  /** These options with another least gain of an epoch. */
  public HeadOptions withLeastGain(float other) {
    return new HeadOptions(
        epochs, minSteps, batchSize, learningRate, l2, dropout, temperature, other);
  }

  /** Epochs that {@code examples} examples get. */
  int epochsFor(int examples) {
    int stepsPerEpoch = stepsPerEpoch(examples);
    return Math.max(epochs, (minSteps + stepsPerEpoch - 1) / stepsPerEpoch);
  }

  int stepsPerEpoch(int examples) {
    return (examples + batchSize - 1) / batchSize;
  }

  private static void require(boolean condition, String name, Number value) {
    if (!condition) {
      throw new IllegalArgumentException("not a value for " + name + ": " + value);
    }
  }
}

package dev.thaw.bench.baseline;

/**
 * What was spent so far, by all devices together. Immutable.
 *
 * @param bytesUp of the streams, from devices; headers of TCP and IP not counted
 * @param bytesDown the same to devices
 * @param deviceCpuSeconds of the devices' threads, on which the engine computes as well; compiler
 *     and garbage collector not counted
 * @param cloudCpuSeconds the same of the server's thread
 * @param wallSeconds from the start of a round to its end; devices work one after the other
 * @param busySeconds how long devices were at work
 * @param trainingSamples samples that went forward and backward, each as often as it did
 */
public record Cost(
    long bytesUp,
    long bytesDown,
    double deviceCpuSeconds,
    double cloudCpuSeconds,
    double wallSeconds,
    double busySeconds,
    long trainingSamples) {
  /** Training samples per second of one device at work. */
  public double samplesPerDeviceSecond() {
    return trainingSamples == 0 ? 0 : trainingSamples / busySeconds;
  }
}

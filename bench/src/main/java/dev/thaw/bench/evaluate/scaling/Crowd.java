package dev.thaw.bench.evaluate.scaling;

/**
 * Devices that are connected to a cloud and run its general model; each has corrections that it has
 * not sent. Their heads are pulled when the cloud gives notice. Confined to one thread.
 */
interface Crowd extends AutoCloseable {
  /** Sends all corrections; returns when the cloud has acknowledged the last as durable. */
  void upload();

  @Override
  void close();
}

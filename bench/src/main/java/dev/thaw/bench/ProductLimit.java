package dev.thaw.bench;

import dev.thaw.model.ProductRate;
import java.lang.management.ManagementFactory;

/** How many operations in a second one thread does in products of large matrices. Stateless. */
final class ProductLimit {
  private static final int SIZE = 1_024;
  private static final int PRODUCTS = 20;

  private ProductLimit() {}

  /** Operations in a second of processor time of this thread; takes about a second. */
  static double measure() {
    ProductRate.multiply(SIZE, 2); // warmed up
    long start = busyNanos();
    double operations = ProductRate.multiply(SIZE, PRODUCTS);
    return operations / ((busyNanos() - start) / 1e9);
  }

  private static long busyNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}

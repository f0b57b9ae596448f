package dev.thaw.bench.overload;

/**
 * What a flood got in one phase. Immutable.
 *
 * @param stored batches acknowledged a second
 * @param refused batches refused a second
 * @param sentBytes bytes written a second
 */
public record Flood(double stored, double refused, double sentBytes) {
  static final Flood NONE = new Flood(0, 0, 0);
}

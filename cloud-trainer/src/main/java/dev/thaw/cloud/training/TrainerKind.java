package dev.thaw.cloud.training;

import java.util.Arrays;
import java.util.Locale;

/** How a head is trained. */
public enum TrainerKind {
  /** By stochastic gradient descent on all thawed layers. */
  SGD,

  /**
   * The same, of many scopes together where they wait for it: dense layers only, others are trained
   * as by {@link #SGD}.
   */
  STACKED,

  /** A residual layer behind the thawed ones, fitted by ridge regressions. */
  CLOSED_FORM,

  /** The same layer fitted in a single step, from sums that are kept from run to run. */
  ONE_STEP;

  /**
   * The kind called {@code name} ({@code sgd}, {@code stacked}, {@code closed-form}, {@code
   * one-step}).
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TrainerKind named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown trainer \""
                        + name
                        + "\": expected one of "
                        + Arrays.toString(values())));
  }

  /** Whether its heads are one layer more behind those that they start from. */
  boolean makesResidual() {
    return this == CLOSED_FORM || this == ONE_STEP;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

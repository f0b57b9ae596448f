package dev.thaw.model.head;

/**
 * How a training stood after one epoch. Immutable. Losses are mean cross-entropies in nats of the
 * logits divided by {@link HeadOptions#temperature}; NaN stands for what was not measured.
 *
 * @param epoch from 1; 0 is the head that training started from
 * @param loss over the examples trained on, by weight: gathered batch by batch while the epoch ran,
 *     so each batch is seen by the head as it was before that step, and with dropout if there is
 *     any; for epoch 0 without dropout
 * @param validationLoss over the validation examples after the epoch, without dropout
 * @param validationRight share of the validation examples whose largest logit is their label's, by
 *     weight, 0 to 1, after the epoch, without dropout
 */
public record CurvePoint(int epoch, double loss, double validationLoss, double validationRight) {
  public CurvePoint {
    if (epoch < 0) {
      throw new IllegalArgumentException("not an epoch: " + epoch);
    }
  }
}

package dev.thaw.demo.simulate;

/**
 * One writer's figures. Shares are of 1.
 *
 * @param adapted characters corrected and uploaded
 * @param scored characters that accuracy is measured on
 * @param unseen share of the scored characters whose class this writer never uploaded
 * @param before accuracy of the general model
 * @param prior accuracy of the general model with the prior of the uploaded classes added: what is
 *     gained without learning anything about the hand
 * @param after accuracy with the head that the device ended with
 * @param scope whose head that is
 * @param trainSeconds time on the training thread
 */
record WriterResult(
    String writer,
    int adapted,
    int scored,
    double unseen,
    double before,
    double prior,
    double after,
    String scope,
    double trainSeconds) {
  boolean isWorse() {
    return after < before;
  }
}

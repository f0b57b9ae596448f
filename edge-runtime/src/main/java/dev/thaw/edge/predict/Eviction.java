package dev.thaw.edge.predict;

/** Which cached activations a newly installed model makes void. */
public enum Eviction {
  /** Those made by layers that the new model does not have: a head update evicts none. */
  PROVENANCE,

  /**
   * Also all that are older than the new model's manifest, whatever changed, those of samples that
   * wait for upload included: such a sample is lost unless its input is kept. No layer made a kept
   * input; it stays. Exists so that the difference can be measured.
   */
  LITERAL
}

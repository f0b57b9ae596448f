package dev.thaw.edge.install;

import dev.thaw.protocol.Digest;

/** What came of asking the cloud for the manifest to run. */
public sealed interface PullOutcome {
  /** The installed model is the wanted one. */
  record Unchanged() implements PullOutcome {}

  /**
   * Another model runs now.
   *
   * @param version its version within its scope
   * @param layersFetched layers that were not on the device yet
   * @param bytesFetched their bytes
   */
  record Installed(Digest manifest, long version, int layersFetched, long bytesFetched)
      implements PullOutcome {}

  /** What came cannot be trusted or used; the old model stays. */
  record Rejected(String reason) implements PullOutcome {}

  /** The cloud could not be reached or could not answer; the old model stays. */
  record Unreachable(String reason) implements PullOutcome {}

  /** The gate is shut: battery or network. */
  record Postponed(String reason) implements PullOutcome {}
}

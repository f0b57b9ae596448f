package dev.thaw.cloud.training;

import java.util.List;
import java.util.Optional;

/**
 * The features that a run has. Immutable.
 *
 * @param uploads by device and sample id
 * @param crowd whose they are; empty for the scope of one device
 */
record Drawn(List<Upload> uploads, Optional<Crowd> crowd) {
  Drawn {
    uploads = List.copyOf(uploads);
  }
}

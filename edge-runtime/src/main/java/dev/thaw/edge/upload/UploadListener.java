package dev.thaw.edge.upload;

import dev.thaw.protocol.SampleId;
import java.util.List;

/** Hears which samples left the outbox for good; called by the link's worker. */
public interface UploadListener {
  /** The cloud has them durably. One that was corrected meanwhile still waits and is not named. */
  void stored(List<SampleId> samples);

  /** They can never be sent, and are forgotten. */
  void dropped(List<SampleId> samples);
}

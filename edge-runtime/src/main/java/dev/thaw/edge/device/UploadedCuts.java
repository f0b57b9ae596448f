package dev.thaw.edge.device;

import dev.thaw.cache.StateStore;
import dev.thaw.protocol.Digest;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The cuts of what the cloud has from this device, each with its prefix digest: they tell whether
 * the cloud can still use all of it when the freeze point moves. Durable. Confined to the link's
 * worker.
 */
public final class UploadedCuts {
  private static final String NAME = "uploaded-cuts";
  private static final int ENTRY_BYTES = Integer.BYTES + Digest.BYTES;

  private final StateStore state;

  public UploadedCuts(StateStore state) {
    this.state = state;
  }

  /** The cuts noted since the last {@link #clear}. */
  public Map<Integer, Digest> all() {
    Map<Integer, Digest> cuts = new LinkedHashMap<>();
    ByteBuffer stored = ByteBuffer.wrap(state.get(NAME).orElse(new byte[0]));
    while (stored.remaining() >= ENTRY_BYTES) {
      int cut = stored.getInt();
      byte[] prefix = new byte[Digest.BYTES];
      stored.get(prefix);
      cuts.put(cut, Digest.fromBytes(prefix));
    }
    return cuts;
  }

  /** Notes that the cloud has something at {@code cut}; before the outbox forgets it. */
  public void add(int cut, Digest prefix) {
    Map<Integer, Digest> cuts = all();
    if (!prefix.equals(cuts.put(cut, prefix))) {
      ByteBuffer stored = ByteBuffer.allocate(cuts.size() * ENTRY_BYTES);
      cuts.forEach((each, digest) -> stored.putInt(each).put(digest.bytes()));
      state.put(NAME, stored.array());
    }
  }

  /** Forgets all: everything goes up again. */
  public void clear() {
    state.remove(NAME);
  }
}

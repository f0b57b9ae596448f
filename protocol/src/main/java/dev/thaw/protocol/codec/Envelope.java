package dev.thaw.protocol.codec;

import dev.thaw.protocol.SignedManifest;
import java.nio.ByteBuffer;

/**
 * A signature and, as payload, the canonical manifest bytes it was made over. Neither array is
 * copied or written.
 */
final class Envelope {
  private final byte[] signature;
  private final byte[] canonical;

  Envelope(byte[] signature, byte[] canonical) {
    this.signature = signature;
    this.canonical = canonical;
  }

  byte[] signature() {
    return signature;
  }

  byte[] canonical() {
    return canonical;
  }

  static final class OfEnvelope extends HeaderSerializer<Envelope> {
    @Override
    void write(HeaderOutput out, Envelope envelope) {
      out.writeBytes(envelope.signature);
      out.putPayload(ByteBuffer.wrap(envelope.canonical));
    }

    @Override
    Envelope read(HeaderInput in) {
      byte[] signature = in.take(SignedManifest.SIGNATURE_BYTES);
      ByteBuffer payload = in.takePayload();
      byte[] canonical = new byte[payload.remaining()];
      payload.get(canonical);
      return new Envelope(signature, canonical);
    }
  }
}

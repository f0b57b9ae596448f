/**
 * The bytes of everything in {@link dev.thaw.protocol}: one frame format for messages, manifests
 * and stored values. Open {@link dev.thaw.protocol.codec.FrameCodec} first; the format is described
 * byte by byte in {@code docs/protocol.md}. Bytes that are not what they should be give a {@link
 * dev.thaw.protocol.codec.MalformedFrameException} and nothing else. Kryo is used here only, and
 * only for its variable-length numbers and its dispatch by registered type.
 */
@NullMarked
package dev.thaw.protocol.codec;

import org.jspecify.annotations.NullMarked;

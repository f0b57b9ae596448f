package dev.thaw.protocol.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;

/** Writes and reads one type, field by field. Stateless and thread-safe. */
abstract class HeaderSerializer<T> extends Serializer<T> {
  HeaderSerializer() {
    super(false, true);
  }

  abstract void write(HeaderOutput out, T value);

  abstract T read(HeaderInput in);

  @Override
  public final void write(Kryo kryo, Output output, T value) {
    write((HeaderOutput) output, value);
  }

  @Override
  public final T read(Kryo kryo, Input input, Class<? extends T> type) {
    return read((HeaderInput) input);
  }
}

package dev.thaw.demo.loop;

import dev.thaw.model.BaseModel;
import java.util.ArrayList;
import java.util.List;

/** Base models that are not quite the bundled one, as files. Stateless. */
final class OtherBase {
  /** One weight of the first layer differs a little: nothing made by the bundled one is valid. */
  static final byte[] WITH_ANOTHER_FIRST_LAYER = changed(0);

  private OtherBase() {}

  /** The bundled model with one mantissa bit of a layer's last weight turned over. */
  static byte[] changed(int layer) {
    BaseModel base = Cloud.BASE;
    List<byte[]> layers = new ArrayList<>(base.layers());
    byte[] bytes = layers.get(layer).clone();
    bytes[bytes.length - 2] ^= 0x10;
    layers.set(layer, bytes);
    return new BaseModel(base.task(), layers, base.samples(), base.card()).toBytes();
  }
}

package dev.thaw.bench.evaluate.accuracy;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.demo.data.CharacterOrder;
import dev.thaw.protocol.DType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One way through the product. Immutable.
 *
 * @param arm split, global split or raw
 * @param depth where heads begin
 * @param people at most; 0 for all
 * @param synthetic whether the hands are made up although there is data
 */
record Trial(
    Arm arm,
    CharacterOrder order,
    int depth,
    DType dtype,
    long seed,
    int people,
    boolean synthetic) {
  String name() {
    return "%s-%s%s-depth%d-%s-seed%d"
        .formatted(
            arm.toString().replace('_', '-'),
            synthetic ? "synthetic-" : "",
            orderName(order),
            depth,
            dtype,
            seed);
  }

  Map<String, String> conditions(String data) {
    Map<String, String> conditions = new HashMap<>();
    conditions.put("data", data);
    conditions.put("order", orderName(order));
    conditions.put("depth", Integer.toString(depth));
    conditions.put("dtype", dtype.toString());
    conditions.put("compression", "-");
    conditions.put("round", "-");
    return conditions;
  }

  static String orderName(CharacterOrder order) {
    return order.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package dev.thaw.bench.evaluate.breakeven;

import dev.thaw.bench.evaluate.Arm;
import dev.thaw.bench.evaluate.Cell;
import dev.thaw.bench.evaluate.Need;
import dev.thaw.bench.evaluate.Plan;
import dev.thaw.bench.evaluate.Row;
import dev.thaw.bench.evaluate.Workplace;
import dev.thaw.bench.evaluate.data.Sample;
import dev.thaw.bench.evaluate.pair.Pair;
import dev.thaw.bench.evaluate.pair.Supply;
import dev.thaw.model.LayeredModel;
import dev.thaw.protocol.DType;
import dev.thaw.protocol.Shape;
import dev.thaw.protocol.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sizes that everything else follows from: what a feature, an input and a head take, at each
 * cut. Immutable.
 *
 * @param samples that are encoded
 */
record SizesCell(Plan plan, int samples) implements Cell {
  static final String WHAT = "what";
  static final String FEATURE = "feature";
  static final String INPUT = "input";
  static final String LAYERS = "layers";
  static final String CUT = "zoo cut";
  static final String DEPTH = "depth";
  static final String DTYPE = "dtype";
  static final String FORM = "form";
  static final String MODEL = "model";
  static final String BYTES = "bytes";
  static final String PAYLOAD = "payload bytes";
  static final String RAW = "raw bytes";
  static final String VALUES = "values";
  static final String HEAD = "head bytes";
  static final String WHOLE = "model bytes";

  private static final int DIGITS = 10;
  private static final List<ZooCuts> ZOO =
      List.of(
          new ZooCuts("lenet", 1, 28, DIGITS),
          new ZooCuts("mobilenet-v2", 1, 28, DIGITS),
          new ZooCuts("mobilenet-v2", 3, 96, DIGITS));

  @Override
  public String name() {
    return "sizes";
  }

  @Override
  public Need need() {
    return Need.seconds(plan.scale().of(1.0, 2.0, 8.0));
  }

  @Override
  public List<Row> run(Workplace place) {
    Supply supply = Supply.of(plan);
    List<Sample> chosen = supply.first(samples);
    List<Row> rows = new ArrayList<>();
    try (LayeredModel model = Pair.BASE.model()) {
      for (int depth = 1; depth < model.architectureLayers(); depth++) {
        place.progress().accept((double) depth / model.architectureLayers());
        rows.addAll(features(model, depth, chosen));
        rows.addAll(layers(model, depth));
      }
    }
    rows.addAll(inputs(chosen));
    ZOO.forEach(zoo -> rows.addAll(cuts(zoo)));
    return rows.stream().map(supply::labelled).toList();
  }

  private static List<Row> features(LayeredModel model, int depth, List<Sample> samples) {
    List<List<Tensor>> made =
        model.forwardBatch(0, depth, samples.stream().map(Sample::input).toList());
    double values = model.activationShapes(depth).stream().mapToLong(Shape::elements).sum();
    List<Row> rows = new ArrayList<>();
    for (DType dtype : DType.values()) {
      rows.add(
          row(
              Arm.SPLIT,
              FEATURE,
              Map.of(DEPTH, "" + depth, DTYPE, dtype.toString()),
              Map.of(BYTES, Frames.meanBytes(made, depth, dtype), VALUES, values),
              Map.of(PAYLOAD, values * dtype.bytes())));
    }
    return rows;
  }

  /** Canonical bytes are what all arms send of a layer: its values and some text. */
  private static List<Row> layers(LayeredModel model, int depth) {
    double head = bytes(model, depth);
    double whole = bytes(model, 0);
    Map<String, String> conditions = Map.of(DEPTH, "" + depth);
    double parameters = model.parameterCount(depth, model.layerCount());
    double all = model.parameterCount(0, model.layerCount());
    return List.of(
        row(
            Arm.FEDAVG_HEAD,
            LAYERS,
            conditions,
            Map.of(BYTES, head),
            Map.of(PAYLOAD, ByteModel.PARAMETER * parameters)),
        row(
            Arm.FEDAVG_WHOLE,
            LAYERS,
            conditions,
            Map.of(BYTES, whole),
            Map.of(PAYLOAD, ByteModel.PARAMETER * all)));
  }

  private static double bytes(LayeredModel model, int from) {
    return model.layerBytesFrom(from).stream().mapToLong(layer -> layer.length).sum();
  }

  private static List<Row> inputs(List<Sample> samples) {
    Map<String, Double> payload = RawForms.payload(samples);
    List<Row> rows = new ArrayList<>();
    RawForms.meanBytes(samples)
        .forEach(
            (form, bytes) ->
                rows.add(
                    row(
                        Arm.RAW,
                        INPUT,
                        Map.of(FORM, form),
                        Map.of(BYTES, bytes),
                        Map.of(PAYLOAD, payload.getOrDefault(form, bytes)))));
    return rows;
  }

  private static List<Row> cuts(ZooCuts zoo) {
    double whole = (double) ByteModel.PARAMETER * zoo.parameters();
    return zoo.cuts().stream()
        .map(
            cut ->
                row(
                    Arm.SPLIT,
                    CUT,
                    Map.of(MODEL, zoo.text(), DEPTH, "" + cut.cut(), "after", cut.after()),
                    Map.of(),
                    Map.of(
                        VALUES, (double) cut.values(),
                        PAYLOAD, (double) cut.int8Bytes(),
                        RAW, (double) zoo.rawBytes(),
                        HEAD, (double) ByteModel.PARAMETER * cut.headParameters(),
                        WHOLE, whole)))
        .toList();
  }

  private static Row row(
      Arm arm,
      String what,
      Map<String, String> conditions,
      Map<String, Double> measured,
      Map<String, Double> estimated) {
    Map<String, String> all = new TreeMap<>(conditions);
    all.put(WHAT, what);
    return new Row(arm.title(), all, 0, measured, estimated);
  }
}

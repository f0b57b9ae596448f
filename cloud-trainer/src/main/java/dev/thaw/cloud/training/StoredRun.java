package dev.thaw.cloud.training;

import dev.thaw.cloud.registry.Verdict;
import dev.thaw.cloud.storage.RecordReader;
import dev.thaw.cloud.storage.RecordWriter;
import dev.thaw.model.head.CurvePoint;
import dev.thaw.protocol.Scope;
import java.util.List;
import java.util.Optional;

/**
 * The stored form of a run. Version 1 ended with the manifest's digest; version 2 appends the
 * validation, if any, and the points of the curve: 28 bytes each; version 3 the crowd, if any.
 */
final class StoredRun {
  private static final int WITHOUT_CURVE = 1;
  private static final int WITHOUT_CROWD = 2;
  private static final int VERSION = 3;

  private StoredRun() {}

  static byte[] toBytes(TrainingRun run) {
    return new RecordWriter(VERSION)
        .number(run.id())
        .text(run.scope().path())
        .time(run.startedAt())
        .number(run.depth())
        .number(run.samples())
        .number(run.replayed())
        .number(run.steps())
        .number(run.seconds())
        .number(run.loss())
        .flag(run.verdict().published())
        .text(run.verdict().reason())
        .optional(run.version(), RecordWriter::number)
        .optional(run.manifest(), RecordWriter::digest)
        .optional(run.curve().validation(), StoredRun::writeValidation)
        .all(run.curve().points(), StoredRun::writePoint)
        .optional(run.crowd(), StoredRun::writeCrowd)
        .toBytes();
  }

  static TrainingRun fromBytes(String task, byte[] stored) {
    int version = version(stored);
    RecordReader in = new RecordReader("training run", version, stored);
    return new TrainingRun(
        in.number(),
        task,
        Scope.parse(in.text()),
        in.time(),
        in.integer(),
        in.number(),
        in.number(),
        in.number(),
        in.real(),
        in.real(),
        verdict(in.flag(), in.text()),
        in.optional(RecordReader::number),
        in.optional(RecordReader::digest),
        version == WITHOUT_CURVE ? LearningCurve.NONE : curve(in),
        version < VERSION ? Optional.empty() : in.optional(StoredRun::crowd));
  }

  private static int version(byte[] stored) {
    boolean isOld = stored.length > 0 && (stored[0] == WITHOUT_CURVE || stored[0] == WITHOUT_CROWD);
    return isOld ? stored[0] : VERSION;
  }

  private static Verdict verdict(boolean published, String reason) {
    return published ? new Verdict.Published(reason) : new Verdict.HeldBack(reason);
  }

  private static void writeValidation(RecordWriter out, Validation validation) {
    out.number(validation.samples())
        .number(validation.before())
        .number(validation.after())
        .number(validation.seconds());
  }

  private static void writePoint(RecordWriter out, CurvePoint point) {
    out.number(point.epoch())
        .number(point.loss())
        .number(point.validationLoss())
        .number(point.validationRight());
  }

  private static void writeCrowd(RecordWriter out, Crowd crowd) {
    out.number(crowd.devices())
        .number(crowd.capped())
        .number(crowd.leftOut())
        .number(crowd.jurors())
        .number(crowd.change());
  }

  private static Crowd crowd(RecordReader in) {
    return new Crowd(in.number(), in.number(), in.number(), in.number(), in.real());
  }

  private static LearningCurve curve(RecordReader in) {
    Optional<Validation> validation =
        in.optional(r -> new Validation(r.number(), r.real(), r.real(), r.real()));
    List<CurvePoint> points =
        in.all(r -> new CurvePoint(r.integer(), r.real(), r.real(), r.real()));
    return new LearningCurve(points, validation);
  }
}

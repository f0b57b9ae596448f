package dev.thaw.protocol.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import dev.thaw.protocol.Activation;
import dev.thaw.protocol.Feature;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Manifest;
import dev.thaw.protocol.Message;
import dev.thaw.protocol.TaskSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a frame holds. The code is the frame's type byte and the type's Kryo registration; codes
 * below 16 are Kryo's own.
 */
enum FrameType {
  HELLO(0x10, Message.Hello.class),
  WELCOME(0x11, Message.Welcome.class),
  FEATURE_BATCH(0x12, Message.FeatureBatch.class),
  BATCH_ACK(0x13, Message.BatchAck.class),
  NOTICE(0x14, Message.Notice.class),
  STATUS(0x15, Message.Status.class),
  REFUSED(0x16, Message.Refused.class),
  REPAIR(0x17, Message.Repair.class),
  LOST(0x18, Message.Lost.class),
  ACTIVATION(0x20, Activation.class),
  FEATURE(0x21, Feature.class),
  FREEZE_STATE(0x22, FreezeState.class),
  TASK_SPEC(0x23, TaskSpec.class),
  MANIFEST(0x30, Manifest.class),
  ENVELOPE(0x31, Envelope.class),
  HANDOVER(0x32, Handover.class);

  private final int code;
  private final Class<?> type;

  FrameType(int code, Class<?> type) {
    this.code = code;
    this.type = type;
  }

  int code() {
    return code;
  }

  Class<?> type() {
    return type;
  }

  static @Nullable FrameType ofCode(int code) {
    return Arrays.stream(values()).filter(t -> t.code == code).findFirst().orElse(null);
  }

  static FrameType of(Object value) {
    return Arrays.stream(values()).filter(t -> t.type.isInstance(value)).findFirst().orElseThrow();
  }

  /** A Kryo that knows the frame types and nothing else. Not thread-safe, as every Kryo. */
  static Kryo newKryo() {
    Kryo kryo = new Kryo();
    kryo.setRegistrationRequired(true);
    kryo.setReferences(false);
    for (FrameType each : values()) {
      kryo.register(each.type, each.newSerializer(), each.code);
    }
    return kryo;
  }

  private HeaderSerializer<?> newSerializer() {
    return switch (this) {
      case HELLO -> new MessageSerializers.OfHello();
      case WELCOME -> new MessageSerializers.OfWelcome();
      case FEATURE_BATCH -> new FeatureBatchSerializer();
      case BATCH_ACK -> new MessageSerializers.OfBatchAck();
      case NOTICE -> new MessageSerializers.OfNotice();
      case STATUS -> new MessageSerializers.OfStatus();
      case REFUSED -> new MessageSerializers.OfRefused();
      case REPAIR -> new RepairSerializers.OfRepair();
      case LOST -> new RepairSerializers.OfLost();
      case ACTIVATION -> new FeatureSerializers.OfActivation();
      case FEATURE -> new FeatureSerializers.OfFeature();
      case FREEZE_STATE -> new ModelSerializers.OfFreezeState();
      case TASK_SPEC -> new ModelSerializers.OfTaskSpec();
      case MANIFEST -> new ModelSerializers.OfManifest();
      case ENVELOPE -> new Envelope.OfEnvelope();
      case HANDOVER -> new Handover.OfHandover();
    };
  }
}

package dev.thaw.cloud.server;

import dev.thaw.cloud.server.access.Caller;
import dev.thaw.protocol.Message.Hello;
import dev.thaw.protocol.Scope;
import java.util.Optional;

/** Who is at the other end of a connection, as its hello said. Immutable. */
record DeviceIdentity(String deviceId, String task, Optional<String> cohort) {
  /**
   * Who says hello.
   *
   * @throws dev.thaw.cloud.storage.CloudException {@code FORBIDDEN} if the caller is another device
   *     or of another cohort
   */
  static DeviceIdentity of(Hello hello, Caller caller) {
    caller.requireDevice(hello.deviceId());
    return new DeviceIdentity(hello.deviceId(), hello.task(), caller.cohort(hello.cohort()));
  }

  boolean is(String otherTask, String otherDevice) {
    return task.equals(otherTask) && deviceId.equals(otherDevice);
  }

  /**
   * Whether a change of {@code scope} can change what this device should run. One that named no
   * cohort may have named it on an earlier connection.
   */
  boolean isConcerned(String changedTask, Scope scope) {
    if (!task.equals(changedTask)) {
      return false;
    }
    if (scope instanceof Scope.OfDevice device) {
      return device.id().equals(deviceId);
    }
    if (scope instanceof Scope.Cohort changed) {
      return cohort.isEmpty() || cohort.get().equals(changed.name());
    }
    return true;
  }

  /** As the log has it. */
  @Override
  public String toString() {
    return "task=" + task + " device=" + deviceId;
  }
}

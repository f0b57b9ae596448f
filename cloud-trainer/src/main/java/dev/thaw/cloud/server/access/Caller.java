package dev.thaw.cloud.server.access;

import dev.thaw.cloud.access.DeviceAccess;
import dev.thaw.cloud.access.EnrolledDevice;
import dev.thaw.cloud.access.Operator;
import dev.thaw.cloud.access.Role;
import dev.thaw.cloud.storage.CloudException;
import dev.thaw.protocol.ErrorCode;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Who sent a request. Immutable. */
public sealed interface Caller {
  /** The name and role that the audit log has. */
  String name();

  /** As {@link #name()}. */
  String role();

  /**
   * Requires that the caller is the device that its message speaks of.
   *
   * @throws CloudException {@code FORBIDDEN}; {@code UNAUTHENTICATED} if it was revoked since
   */
  void requireDevice(String id);

  /**
   * The cohort that the caller is in.
   *
   * @param claimed what the device says
   * @throws CloudException {@code FORBIDDEN} if it claims another one than it was invited to
   */
  Optional<String> cohort(Optional<String> claimed);

  /** Whether it is let in still. */
  default boolean isLetIn() {
    return true;
  }

  /** Whether it is that device. */
  boolean isDevice(String id);

  /** Who sent this request; {@link Nobody} before that is known. */
  static Caller of(RoutingContext ctx) {
    Caller caller = ctx.get(Caller.class.getName());
    return caller == null ? new Nobody() : caller;
  }

  /** Notes who sent this request. */
  static void set(RoutingContext ctx, Caller caller) {
    ctx.put(Caller.class.getName(), caller);
  }

  /** Somebody who showed nothing, or need not. */
  record Nobody() implements Caller {
    @Override
    public String name() {
      return "nobody";
    }

    @Override
    public String role() {
      return "-";
    }

    @Override
    public void requireDevice(String id) {
      throw new CloudException(ErrorCode.UNAUTHENTICATED, "this needs a device's session token");
    }

    @Override
    public Optional<String> cohort(Optional<String> claimed) {
      return Optional.empty();
    }

    @Override
    public boolean isDevice(String id) {
      return false;
    }
  }

  /** Somebody whom the gateway did not ask; may do everything. */
  record Anybody() implements Caller {
    @Override
    public String name() {
      return "anybody";
    }

    @Override
    public String role() {
      return Role.ADMIN.toString();
    }

    @Override
    public void requireDevice(String id) {
      // whoever it says
    }

    @Override
    public Optional<String> cohort(Optional<String> claimed) {
      return claimed;
    }

    @Override
    public boolean isDevice(String id) {
      return false;
    }
  }

  /** A device with a session. */
  record OfDevice(EnrolledDevice device, DeviceAccess access) implements Caller {
    @Override
    public String name() {
      return "device/" + device.id();
    }

    @Override
    public String role() {
      return "-";
    }

    @Override
    public void requireDevice(String id) {
      if (!id.equals(device.id())) {
        throw new CloudException(
            ErrorCode.FORBIDDEN, "device " + device.id() + " may not speak for device " + id);
      }
      if (!isLetIn()) {
        throw new CloudException(ErrorCode.UNAUTHENTICATED, "this device was revoked");
      }
    }

    @Override
    public Optional<String> cohort(Optional<String> claimed) {
      if (claimed.isPresent() && !claimed.equals(device.cohort())) {
        throw new CloudException(
            ErrorCode.FORBIDDEN,
            "device %s was not invited to cohort %s".formatted(device.id(), claimed.get()));
      }
      return device.cohort();
    }

    @Override
    public boolean isLetIn() {
      return access.isStill(device);
    }

    @Override
    public boolean isDevice(String id) {
      return id.equals(device.id());
    }
  }

  /** An operator with a token, or with the cookie of a browser that showed one. */
  record OfOperator(Operator operator) implements Caller {
    @Override
    public String name() {
      return operator.name();
    }

    @Override
    public String role() {
      return operator.role().toString();
    }

    @Override
    public void requireDevice(String id) {
      throw new CloudException(ErrorCode.FORBIDDEN, "an operator is no device");
    }

    @Override
    public Optional<String> cohort(Optional<String> claimed) {
      return Optional.empty();
    }

    @Override
    public boolean isDevice(String id) {
      return false;
    }
  }
}

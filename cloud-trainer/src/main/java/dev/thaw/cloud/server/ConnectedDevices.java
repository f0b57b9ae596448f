package dev.thaw.cloud.server;

import dev.thaw.cloud.CloudListener;
import dev.thaw.cloud.events.Narrator;
import dev.thaw.protocol.FreezeState;
import dev.thaw.protocol.Scope;
import dev.thaw.protocol.SignedManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The devices that are connected now, and who of them is to hear of a change: everybody in its
 * scope looks its own manifest up again, and is told if it is another one. Thread-safe; sessions
 * move to their own event loop by themselves.
 */
final class ConnectedDevices implements CloudListener {
  private final Set<DeviceSession> sessions = ConcurrentHashMap.newKeySet();
  private final Narrator narrator;

  /** Nobody yet; {@code narrator} tells who comes and goes. */
  ConnectedDevices(Narrator narrator) {
    this.narrator = narrator;
  }

  void add(DeviceSession session) {
    sessions.add(session);
  }

  /** A device was welcomed. */
  void welcomed(DeviceIdentity device) {
    narrator.connected(device.task(), device.deviceId());
  }

  void remove(DeviceSession session) {
    sessions.remove(session);
    session.identity().ifPresent(gone -> narrator.disconnected(gone.task(), gone.deviceId()));
  }

  /** All connections, whether they have said hello or not. */
  List<DeviceSession> all() {
    return new ArrayList<>(sessions);
  }

  /** The connections that were opened with a device's token. */
  List<DeviceSession> of(String deviceId) {
    return sessions.stream().filter(session -> session.isOf(deviceId)).toList();
  }

  /** How many devices have said hello. */
  int count() {
    return (int) sessions.stream().filter(session -> session.identity().isPresent()).count();
  }

  /** The ids of the task's connected devices. */
  Set<String> connected(String task) {
    return sessions.stream()
        .flatMap(session -> session.identity().stream())
        .filter(identity -> identity.task().equals(task))
        .map(DeviceIdentity::deviceId)
        .collect(Collectors.toSet());
  }

  boolean isConnected(String task, String deviceId) {
    return sessions.stream()
        .anyMatch(session -> session.identity().filter(i -> i.is(task, deviceId)).isPresent());
  }

  @Override
  public void manifestChanged(String task, Scope scope, SignedManifest signed) {
    tell(task, scope);
  }

  @Override
  public void manifestDropped(String task, Scope scope) {
    tell(task, scope);
  }

  @Override
  public void freezeChanged(String task, FreezeState freeze) {
    tell(task, Scope.GLOBAL);
  }

  @Override
  public void repairsWanted(String task, FreezeState wanted) {
    each(task, Scope.GLOBAL, DeviceSession::lookForRepairs);
  }

  private void tell(String task, Scope scope) {
    each(task, scope, DeviceSession::lookAgain);
  }

  private void each(String task, Scope scope, Consumer<DeviceSession> news) {
    Predicate<DeviceIdentity> concerned = identity -> identity.isConcerned(task, scope);
    for (DeviceSession session : sessions) {
      if (session.identity().filter(concerned).isPresent()) {
        news.accept(session);
      }
    }
  }
}

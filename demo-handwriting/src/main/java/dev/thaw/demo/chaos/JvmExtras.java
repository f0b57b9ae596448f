package dev.thaw.demo.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a child process gets beside the usual. Immutable.
 *
 * @param arguments of the virtual machine, before its main class
 * @param environment variables set for it
 */
public record JvmExtras(List<String> arguments, Map<String, String> environment) {
  /** Nothing. */
  public static final JvmExtras NONE = new JvmExtras(List.of(), Map.of());

  public JvmExtras {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** These and one more variable. */
  public JvmExtras with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new JvmExtras(arguments, more);
  }
}

package dev.thaw.demo.loop;

import dev.thaw.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks in log events for what is personal: eight bytes in a row, or four numbers, of an input or
 * an activation in hexadecimal, base64, as a list or as they are; a label beside a device id; a
 * secret. Not thread-safe.
 */
final class LogScan {
  private static final int BYTES = 8;
  private static final int NUMBERS = 4;
  private static final int VARIETY = 5;
  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{16,}");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{16,}");
  private static final Pattern LIST =
      Pattern.compile("-?\\d[\\d.E-]*(?:[\\s,;\\[\\]]+-?\\d[\\d.E-]*){3,}");
  private static final Pattern LABEL_WORD =
      Pattern.compile("(?i)\\b(labels?|class|annotations?)\\b[^A-Za-z0-9\\n]{0,4}[A-Za-z0-9]");
  private static final Pattern QUOTED_LABEL = Pattern.compile("([\"'])[A-Za-z0-9]\\1");
  private static final Pattern LABEL_LIST =
      Pattern.compile("(?<![\\w.])[A-Za-z0-9](?:[ ,]+[A-Za-z0-9](?![\\w.])){2,}");

  private final Set<ByteBuffer> pieces = new HashSet<>();
  private final Set<List<Float>> numbers = new HashSet<>();
  private final Set<String> devices = new HashSet<>();
  private final List<String> secrets = new ArrayList<>();

  /** What nobody may read in a log: an input or an activation, in the encoding it has. */
  void addPersonal(Tensor tensor) {
    addPieces(Fragments.bytes(tensor));
    float[] values = tensor.toFloats();
    for (int at = 0; at + NUMBERS <= values.length; at++) {
      List<Float> some = floats(Arrays.copyOfRange(values, at, at + NUMBERS));
      if (new HashSet<>(some).size() == NUMBERS) {
        numbers.add(some);
      }
    }
  }

  /** A device that no label may be named beside. */
  void addDevice(String device) {
    devices.add(device);
  }

  /** A token, a private key: anything that must never be in a log. */
  void addSecret(String secret) {
    secrets.add(secret);
  }

  /** How many pieces are looked for. */
  int size() {
    return pieces.size() + numbers.size();
  }

  /** The events that tell something, with what. */
  List<String> violations(List<String> events) {
    List<String> found = new ArrayList<>();
    events.forEach(event -> violation(event).ifPresent(what -> found.add(what + ": " + event)));
    return found;
  }

  private Optional<String> violation(String event) {
    if (secrets.stream().anyMatch(event::contains)) {
      return Optional.of("secret");
    }
    if (tellsBytes(event)) {
      return Optional.of("input or activation");
    }
    return event.lines().anyMatch(this::tellsLabel)
        ? Optional.of("label of a device")
        : Optional.empty();
  }

  private boolean tellsLabel(String line) {
    return devices.stream().anyMatch(line::contains)
        && (LABEL_WORD.matcher(line).find()
            || QUOTED_LABEL.matcher(line).find()
            || LABEL_LIST.matcher(line).find());
  }

  private boolean tellsBytes(String event) {
    return isIn(event.getBytes(StandardCharsets.ISO_8859_1))
        || all(HEX, event).stream().anyMatch(this::isHexOf)
        || all(BASE64, event).stream().anyMatch(this::isBase64Of)
        || all(LIST, event).stream().anyMatch(this::isListOf);
  }

  private boolean isHexOf(String text) {
    String even = text.substring(0, text.length() / 2 * 2);
    String odd = text.substring(1, 1 + (text.length() - 1) / 2 * 2);
    return isIn(HexFormat.of().parseHex(even)) || isIn(HexFormat.of().parseHex(odd));
  }

  private boolean isBase64Of(String text) {
    String plain = text.replace('-', '+').replace('_', '/');
    for (int from = 0; from < 4; from++) {
      int length = (plain.length() - from) / 4 * 4;
      if (isIn(Base64.getDecoder().decode(plain.substring(from, from + length)))) {
        return true;
      }
    }
    return false;
  }

  private boolean isListOf(String text) {
    List<Float> values = new ArrayList<>();
    for (String number : text.split("[\\s,;\\[\\]]+")) {
      try {
        values.add(Float.valueOf(number));
      } catch (NumberFormatException e) {
        values.add(Float.NaN); // a date, an address
      }
    }
    byte[] bytes = new byte[values.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = values.get(i).byteValue();
    }
    return isIn(bytes) || hasNumbers(values);
  }

  private boolean hasNumbers(List<Float> values) {
    for (int at = 0; at + NUMBERS <= values.size(); at++) {
      if (numbers.contains(values.subList(at, at + NUMBERS))) {
        return true;
      }
    }
    return false;
  }

  private boolean isIn(byte[] bytes) {
    for (int at = 0; at + BYTES <= bytes.length; at++) {
      if (pieces.contains(ByteBuffer.wrap(bytes, at, BYTES))) {
        return true;
      }
    }
    return false;
  }

  private void addPieces(byte[] bytes) {
    for (int at = 0; at + BYTES <= bytes.length; at++) {
      byte[] piece = Arrays.copyOfRange(bytes, at, at + BYTES);
      Set<Byte> values = new HashSet<>();
      for (byte value : piece) {
        values.add(value);
      }
      if (values.size() >= VARIETY) {
        pieces.add(ByteBuffer.wrap(piece));
      }
    }
  }

  private static List<Float> floats(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }
}

package dev.thaw.demo.browser;

import dev.thaw.demo.strokes.Drawing;
import dev.thaw.demo.strokes.Stroke;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * The canvas one writes on, and the hand above it. Draws in guide units: y = 0 is the base line, y
 * = -100 the top line, x grows from the canvas's left edge. Events reach the page as those of a
 * device would, one for each point. Not thread-safe, as the browser is not.
 */
final class Sheet {
  private static final long POINT_NANOS = 8_300_000;

  private final Browser browser;
  private final PointerKind kind;

  Sheet(Browser browser, PointerKind kind) {
    this.browser = browser;
    this.kind = kind;
  }

  /** Where guide units are in the window, in CSS pixels. */
  private record Frame(double left, double baseLine, double scale) {
    double x(double guideX) {
      return left + guideX * scale;
    }

    double y(double guideY) {
      return baseLine + guideY * scale;
    }
  }

  /** Draws all strokes, with the pen up in between. */
  void draw(Drawing drawing) {
    draw(drawing.strokes());
  }

  void draw(List<Stroke> strokes) {
    draw(strokes, 0);
  }

  /** As fast as a hand, with a pen that tells 120 points a second. */
  void drawByHand(Drawing drawing) {
    draw(drawing.strokes(), POINT_NANOS);
  }

  private void draw(List<Stroke> strokes, long pointNanos) {
    Frame frame = frame();
    DevTools line = browser.devTools();
    strokes.forEach(stroke -> draw(stroke, frame, line, pointNanos).join());
  }

  /** One stroke all over the sheet, of so many points that a device would need minutes for it. */
  void scribble(int points) {
    Frame frame = frame();
    DevTools line = browser.devTools();
    send(line, "Pressed", frame.x(30), frame.y(-50)).join();
    browser.run(
        """
        const sheet = document.querySelector('#sheet');
        const box = sheet.getBoundingClientRect();
        for (let i = 0; i < arguments[0]; i++) {
          sheet.dispatchEvent(new PointerEvent('pointermove', {
            pointerId: 1, pointerType: 'mouse', isPrimary: true, bubbles: true, buttons: 1,
            clientX: box.left + box.width * (0.5 + 0.49 * Math.sin(i / 7)),
            clientY: box.top + box.height * (0.5 + 0.49 * Math.cos(i / 11.3)),
          }));
        }
        """,
        points);
    send(line, "Released", frame.x(60), frame.y(-50)).join();
  }

  /** Completes when the page has the whole stroke. */
  private CompletableFuture<?> draw(Stroke stroke, Frame frame, DevTools line, long pointNanos) {
    for (int i = 0; i < stroke.size(); i++) {
      double x = frame.x(stroke.x(i));
      double y = frame.y(stroke.y(i));
      send(line, i == 0 ? "Pressed" : "Moved", x, y);
      LockSupport.parkNanos(pointNanos);
    }
    int last = stroke.size() - 1;
    return send(line, "Released", frame.x(stroke.x(last)), frame.y(stroke.y(last)));
  }

  private CompletableFuture<?> send(DevTools line, String what, double x, double y) {
    return kind == PointerKind.FINGER
        ? line.send("Input.dispatchTouchEvent", touch(what, x, y))
        : line.send("Input.dispatchMouseEvent", mouse(what, x, y));
  }

  private Map<String, Object> mouse(String what, double x, double y) {
    Map<String, Object> event = new HashMap<>();
    event.put("type", "mouse" + what);
    event.put("x", x);
    event.put("y", y);
    event.put("button", "left");
    event.put("buttons", what.equals("Released") ? 0 : 1);
    event.put("clickCount", what.equals("Moved") ? 0 : 1);
    event.put("pointerType", kind.type());
    event.put("force", kind == PointerKind.PEN ? 0.6 : 0);
    return event;
  }

  private static Map<String, Object> touch(String what, double x, double y) {
    String type =
        switch (what) {
          case "Pressed" -> "touchStart";
          case "Moved" -> "touchMove";
          default -> "touchEnd";
        };
    List<Map<String, Object>> points =
        type.equals("touchEnd") ? List.of() : List.of(Map.of("x", x, "y", y, "force", 0.5));
    return Map.of("type", type, "touchPoints", points);
  }

  private Frame frame() {
    @SuppressWarnings("unchecked")
    List<Number> frame =
        (List<Number>)
            browser.run(
                """
                const sheet = document.querySelector('#sheet');
                sheet.scrollIntoView({block: 'center', behavior: 'instant'});
                const box = sheet.getBoundingClientRect();
                return [box.left, box.top + Number(sheet.dataset.baseLine), Number(sheet.dataset.scale)];
                """);
    return new Frame(
        frame.get(0).doubleValue(), frame.get(1).doubleValue(), frame.get(2).doubleValue());
  }
}

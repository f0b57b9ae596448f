package dev.thaw.demo.loop;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Everything that any logger says at any level while this is open, one text for each event: its
 * message, its arguments and its exceptions. One at a time.
 */
final class LogCapture implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger own = (Logger) LoggerFactory.getLogger("dev.thaw");
  private final Level rootLevel = root.getLevel();
  private final Level ownLevel = own.getLevel();
  private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final Appender<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          add(text(event));
        }
      };

  LogCapture() {
    root.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(root::detachAppender);
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
    root.setLevel(Level.TRACE);
    own.setLevel(Level.TRACE);
  }

  synchronized List<String> events() {
    return List.copyOf(events);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    others.forEach(root::addAppender);
    root.setLevel(rootLevel);
    own.setLevel(ownLevel);
  }

  private synchronized void add(String event) {
    events.add(event);
  }

  private static String text(ILoggingEvent event) {
    StringBuilder text = new StringBuilder(event.getLoggerName());
    text.append(' ').append(event.getFormattedMessage());
    Object[] arguments = event.getArgumentArray();
    for (Object argument : arguments == null ? new Object[0] : arguments) {
      text.append("\n").append(shown(argument));
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null
        ? text.toString()
        : text.append('\n').append(ThrowableProxyUtil.asString(thrown)).toString();
  }

  private static String shown(Object argument) {
    if (argument instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    return argument instanceof Object[] array
        ? Arrays.deepToString(array)
        : String.valueOf(argument);
  }
}

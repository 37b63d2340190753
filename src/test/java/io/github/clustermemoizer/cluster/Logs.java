package io.github.clustermemoizer.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the library logs while this is open, at level INFO and above. */
public final class Logs extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.clustermemoizer");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public Logs() {
        start();
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    }

    public List<String> lines(String containing) {
        return lines.stream().filter(line -> line.contains(containing)).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}

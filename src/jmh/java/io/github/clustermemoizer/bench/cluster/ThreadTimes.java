package io.github.clustermemoizer.bench.cluster;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processor time of this JVM.
 *
 * @param nanos of all threads but the compilers
 * @param byThread of Java's threads
 */
record ThreadTimes(long nanos, Map<Thread, Long> byThread) {
    /** A Java thread that is alive. */
    record Thread(long id, String name) {}

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int USER_TICKS = 11; // behind the name, as proc(5) counts from 3 what is [0] here
    private static final int SYSTEM_TICKS = 12;

    static ThreadTimes now() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Thread, Long> byThread = new HashMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null) {
                byThread.put(
                        new Thread(thread.getThreadId(), thread.getThreadName()),
                        Math.max(0, threads.getThreadCpuTime(thread.getThreadId())));
            }
        }
        long all = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        return new ThreadTimes(all - ofCompilers(), byThread);
    }

    /** What was spent since; a thread that has ended meanwhile does not count in {@link #byThread}. */
    ThreadTimes since(ThreadTimes before) {
        Map<Thread, Long> spent = new HashMap<>();
        byThread.forEach((thread, time) -> spent.put(thread, time - before.byThread.getOrDefault(thread, 0L)));
        return new ThreadTimes(nanos - before.nanos, spent);
    }

    long nanosOf(String... beginnings) {
        return byThread.entrySet().stream()
                .filter(entry -> Stream.of(beginnings).anyMatch(entry.getKey().name()::startsWith))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** No bean of Java knows these threads. */
    private static long ofCompilers() {
        if (!Files.isDirectory(TASKS)) {
            return 0;
        }
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.mapToLong(ThreadTimes::ifCompiler).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long ifCompiler(Path task) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            int end = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, end);
            if (!name.matches("C[12] Compil.*")) {
                return 0;
            }
            List<String> numbers = List.of(stat.substring(end + 2).split(" "));
            return (Long.parseLong(numbers.get(USER_TICKS)) + Long.parseLong(numbers.get(SYSTEM_TICKS)))
                    * NANOS_PER_TICK;
        } catch (IOException e) {
            return 0; // it has ended
        }
    }
}

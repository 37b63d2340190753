package io.github.clustermemoizer.bench.cluster;

/** What is flushed: texts of 50 to 160 characters, the same in every process, in the order of their numbers. */
final class Statements {
    static final int COUNT = 200_000;

    private static final String REST = " and g.owner = 'Bob Builder' and g.colour in ('red', 'green', 'blue')"
            + " order by g.name, g.id fetch first 10 rows only";
    private static final int SHORTEST = 10;
    private static final int STRIDE = 31; // so that neighbours differ in length

    private final String[] texts = new String[COUNT];

    Statements() {
        for (int i = 0; i < COUNT; i++) {
            texts[i] = "select g.* from greebles g where g.id = " + i
                    + REST.substring(0, SHORTEST + i * STRIDE % (REST.length() - SHORTEST));
        }
    }

    /** From the first again after the last, which waits nowhere any more by then. */
    String get(long number) {
        return texts[(int) (number % COUNT)];
    }
}

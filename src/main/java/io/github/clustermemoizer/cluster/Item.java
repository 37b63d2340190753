package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One thing to tell the peers: worded when the first of them is told, for all of them. Equal to what drops the same. */
final class Item {
    static final Item EVERYTHING = new Item(Flush.everything(), flush -> Wire.EVERYTHING);

    private final Flush flush;
    private final Function<Flush, String> wording;

    // Of several threads each may word it, alike.
    private @Nullable String parameter;

    /** @param wording gives the parameter for a flush; the same whoever asks */
    Item(Flush flush, Function<Flush, String> wording) {
        this.flush = flush;
        this.wording = wording;
    }

    String parameter() {
        String known = parameter;
        if (known == null) {
            known = wording.apply(flush);
            parameter = known;
        }
        return known;
    }

    boolean isEverything() {
        return flush.kind() == Flush.Kind.EVERYTHING;
    }

    boolean isStatement() {
        return flush.kind() == Flush.Kind.STATEMENT;
    }

    /** To be asked of a statement. */
    int hash() {
        return flush.text().hashCode();
    }

    /** Returns how many characters it holds. */
    int length() {
        return flush.text().length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Item that && flush.equals(that.flush);
    }

    @Override
    public int hashCode() {
        return flush.hashCode();
    }
}

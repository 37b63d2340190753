package io.github.clustermemoizer.status;

/** One picture of ten minutes, and what it shows in words. */
final class TimeLine {
    private static final int STEP = 2;
    private static final int HEIGHT = 40;

    private final Html html;

    TimeLine(Html html) {
        this.html = html;
    }

    /**
     * Writes one.
     *
     * @param words what it shows, for those who do not see it
     * @param top the value at the upper edge
     * @param lines the second, if there is one, is dashed
     */
    void write(String words, double top, Line... lines) {
        int width = (lines[0].size() - 1) * STEP;
        html.open(
                "svg",
                "viewBox",
                "0 -2 " + width + " " + (HEIGHT + 4),
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                words);
        html.open("path", "class", "base", "d", "M0 " + HEIGHT + "H" + width).close("path");
        for (int i = 0; i < lines.length; i++) {
            html.open("path", "class", i == 0 ? "line" : "line dashed", "d", path(lines[i], top))
                    .close("path");
        }
        html.close("svg");
    }

    /** Returns one stroke for each run of slots that have a value; what is the same from slot to slot takes no point. */
    private static String path(Line line, double top) {
        var path = new StringBuilder();
        boolean isDown = false;
        for (int slot = 0; slot < line.size(); slot++) {
            if (!line.has(slot)) {
                isDown = false;
                continue;
            }
            int y = y(line.at(slot), top);
            if (!isDown) {
                path.append('M').append(slot * STEP).append(' ').append(y).append("h0");
            } else if (y(line.at(slot - 1), top) != y || isEnd(line, slot, y, top)) {
                path.append('L').append(slot * STEP).append(' ').append(y);
            }
            isDown = true;
        }
        return path.toString();
    }

    private static boolean isEnd(Line line, int slot, int y, double top) {
        return slot + 1 == line.size() || !line.has(slot + 1) || y(line.at(slot + 1), top) != y;
    }

    private static int y(double value, double top) {
        return top <= 0 ? HEIGHT : HEIGHT - (int) Math.round(HEIGHT * Math.min(1, value / top));
    }
}

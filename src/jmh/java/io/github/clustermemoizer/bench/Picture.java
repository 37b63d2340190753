package io.github.clustermemoizer.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** An SVG of curves on logarithmic axes, with a legend at the right. */
final class Picture {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 90;
    private static final int RIGHT = 560;
    private static final int TOP = 20;
    private static final int BOTTOM = 360;
    private static final int LINE = 20;

    private static final String STYLE = """
            <style>
            .paper { fill: #fff } .ink { fill: #24292f } .grid { stroke: #d8dee4 }
            @media (prefers-color-scheme: dark) {
            .paper { fill: #0d1117 } .ink { fill: #c9d1d9 } .grid { stroke: #30363d }
            }
            </style>
            """;

    private final LogAxis x;
    private final LogAxis y;
    private final StringBuilder svg = new StringBuilder();

    Picture(String nameOfX, String nameOfY, Collection<Double> horizontals, Collection<Double> verticals) {
        x = LogAxis.over(horizontals, LEFT, RIGHT);
        y = LogAxis.over(verticals, BOTTOM, TOP);
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n%s<rect width=\"100%%\" height=\"100%%\" class=\"paper\"/>%n",
                WIDTH, HEIGHT, STYLE);
        x.decades().forEach(decade -> {
            double at = x.pixel(Math.pow(10, decade));
            addLine(at, TOP, at, BOTTOM);
            addText(at, BOTTOM + LINE, "middle", LogAxis.label(decade));
        });
        y.decades().forEach(decade -> {
            double at = y.pixel(Math.pow(10, decade));
            addLine(LEFT, at, RIGHT, at);
            addText(LEFT - 8, at + 4, "end", LogAxis.label(decade));
        });
        addText((LEFT + RIGHT) / 2.0, BOTTOM + 2.2 * LINE, "middle", nameOfX);
        add("<g transform=\"translate(18 %d) rotate(-90)\">", (TOP + BOTTOM) / 2);
        addText(0, 0, "middle", nameOfY);
        add("</g>%n");
    }

    /** Draws one curve, and its line of the legend. */
    void add(String name, SortedMap<Double, Double> points, String colour, int number) {
        var pixels = new StringBuilder();
        for (Map.Entry<Double, Double> point : points.entrySet()) {
            double px = x.pixel(point.getKey());
            double py = y.pixel(point.getValue());
            pixels.append(text("%.1f,%.1f ", px, py));
            add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", px, py, colour);
        }
        add(
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n",
                colour, pixels.toString().strip());
        double at = TOP + 10 + number * LINE;
        add("<rect x=\"%d\" y=\"%.1f\" width=\"14\" height=\"4\" fill=\"%s\"/>", RIGHT + 15, at - 6, colour);
        addText(RIGHT + 35, at, "start", name);
    }

    String svg() {
        return svg + "</svg>\n";
    }

    private void addLine(double x1, double y1, double x2, double y2) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>%n", x1, y1, x2, y2);
    }

    private void addText(double atX, double atY, String anchor, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        add("<text class=\"ink\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", atX, atY, anchor, escaped);
    }

    private void add(String format, Object... arguments) {
        svg.append(text(format, arguments));
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), arguments);
    }
}

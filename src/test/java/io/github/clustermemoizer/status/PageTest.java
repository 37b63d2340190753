package io.github.clustermemoizer.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Explanation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private static final int LARGEST = 60_000;

    private static String page(ClusterView view) {
        return page(view, Optional.empty());
    }

    private static String page(ClusterView view, Optional<Asked> asked) {
        return new Page(view, "memoizer-status", Optional.of("token"), Optional.empty(), asked).render();
    }

    private static Asked asked(String statement) {
        var explained = new Explained(
                OptionalDouble.of(3),
                List.of(statement.substring(0, 1)),
                true,
                List.of(new Explained.Event(1, Explanation.Kind.FLUSHED_BY_PEER, Optional.empty())));
        return new Asked(List.of(new Asked.Form(
                statement,
                List.of(new ServerExplanation(Views.address(1), true, List.of(explained), Optional.empty())))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onfocus='alert(1)",
                "</textarea></code></style></script><script>alert(1)</script>",
                "<!-- ]]> &lt;",
            })
    void statement_withMarkup_isText(String statement) {
        String page = page(Views.well(2, statement), Optional.of(asked(statement)));

        assertThat(page)
                .doesNotContain(statement)
                .contains(statement
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;"));
        assertThat(page.split("<script", -1)).hasSize(2);
        assertThat(page).doesNotContainPattern("<[^>]*\\son[a-z]+=").doesNotContainPattern("<[^>]*\\sstyle=");
    }

    @Test
    void statement_turningTheReadingDirection_isMadeVisible() {
        String page = page(Views.well(2, "select '\u202Etxt.exe\u2066' -- \u0000 \uD800 \u05E9\u05DC\u05D5\u05DD"));

        assertThat(page)
                .contains(
                        "\\u{202e}txt.exe\\u{2066}",
                        "\\u{0}",
                        "\\u{d800}",
                        "<code dir=\"auto\">select",
                        "\u05E9\u05DC\u05D5\u05DD")
                .doesNotContain("\u202E", "\u2066", "\u0000", "\uD800");
    }

    @Test
    void statement_of100Kilobytes_isShortenedWhereItIsListedAndWholeWhereItWasAskedFor() {
        String statement = "select '" + "x".repeat(100_000) + "'";

        assertThat(page(Views.well(3, statement)))
                .contains("… (100,009 characters)")
                .doesNotContain("x".repeat(200))
                .hasSizeLessThan(LARGEST);
        assertThat(page(Views.well(3), Optional.of(asked(statement))))
                .contains("\n" + statement.replace("'", "&#39;") + "</textarea>");
    }

    @Test
    void page_ofThreeServersAndFiftyFlushes_isLight() {
        String[] statements = IntStream.range(0, 50)
                .mapToObj(i -> "select * from greebles where owner = 'somebody' and id = " + i)
                .toArray(String[]::new);

        String page = page(Views.well(3, statements));

        assertThat(page.split("<tr role", -1)).hasSize(1 + 1 + FlushRows.MOST);
        assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LARGEST);
    }

    @Test
    void page_noFlushAllowed_hasNoSuchForm() {
        String page = new Page(Views.well(3), "memoizer-status", Optional.empty(), Optional.empty(), Optional.empty())
                .render();

        assertThat(page).contains(">Explain<").doesNotContain("name=\"token\"").doesNotContain("Flush everything");
    }

    @Test
    void matrix_serverNotAsked_saysWhy() {
        List<ServerView> servers = new java.util.ArrayList<>(Views.servers(3));
        servers.set(2, Views.ill(servers.get(2), "connection <refused>"));

        String page = page(ClusterView.of(servers));

        assertThat(page)
                .contains("2 of 3 servers could be asked.")
                .contains("<b>not asked</b> connection &lt;refused&gt;")
                .contains("Could not be asked: connection &lt;refused&gt;", "As it was 12 s ago:")
                .contains("<title>Look here");
    }

    @Test
    void matrix_eachCell_isLabelled() {
        String page = page(Views.well(3));

        assertThat(page).contains("<b>heard</b> <span>0.1 s<i> ago</i></span> <small><i>settles in </i>2.4 ms");
        assertThat(page.split("<td class=\"heard\"><b>heard</b>", -1)).hasSize(1 + 6);
        assertThat(page.split("<td class=\"self\"><b>self</b>", -1)).hasSize(1 + 3);
        assertThat(page.split("scope=\"row\"", -1)).hasSize(1 + 3);
    }
}

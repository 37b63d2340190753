package io.github.clustermemoizer.status;

import java.util.Optional;

/**
 * The whole page. What changes by itself stands in elements with {@code data-live}, in which nothing can have the focus; the script
 * replaces their content and leaves the rest alone.
 *
 * @param address of the page, relative to itself
 * @param token what forms must have that flush; empty if nothing may be flushed here
 * @param notice what became of what was ordered last
 * @param asked the statement that was asked for
 */
record Page(ClusterView view, String address, Optional<String> token, Optional<Notice> notice, Optional<Asked> asked) {
    String render() {
        Html html = new Html();
        html.trusted("<!DOCTYPE html>").open("html", "lang", "en").open("head");
        html.open("meta", "charset", "utf-8");
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.open("meta", "name", "color-scheme", "content", "light dark");
        html.open("link", "rel", "icon", "href", Assets.ICON);
        html.element("title", title());
        html.open("style").trusted(Assets.STYLE).close("style").close("head").open("body");
        html.element("a", "Skip to the servers", "class", "skip", "href", "#servers");
        header(html);
        html.open("main");
        notice.ifPresent(there -> there.write(html));
        matrix(html);
        cards(html);
        flushes(html);
        new StatementForm(address, token, html).write(asked);
        token.ifPresent(there -> new EverythingForm(address, there, html).write());
        html.close("main");
        footer(html);
        html.open("script").trusted(Assets.SCRIPT).close("script").close("body").close("html");
        return html.toString();
    }

    private String title() {
        return (view.isWell() ? "All well" : "Look here") + " – Cluster Memoizer";
    }

    private void header(Html html) {
        html.open("header").open("div").element("h1", "Cluster Memoizer");
        html.open(
                "p", "class", view.isWell() ? "summary well" : "summary ill", "data-live", "summary", "role", "status");
        html.text(view.summary()).close("p").close("div");
        html.open("p", "class", "refresh").element("span", "", "id", "fresh");
        html.element("button", "Pause", "id", "pause", "type", "button", "hidden", "");
        html.open("noscript")
                .element("a", "Reload", "href", address)
                .close("noscript")
                .close("p")
                .close("header");
    }

    private void matrix(Html html) {
        html.open("section", "aria-labelledby", "hears").element("h2", "Who hears whom", "id", "hears");
        html.element("p", "Each row is a server that listens, each column one that is listened to.", "class", "note");
        html.open(
                "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Matrix of who hears whom");
        html.open("div", "data-live", "matrix");
        new MatrixView(view, html).write();
        html.close("div").close("div");
        html.open("ul", "class", "legend");
        legend(html, "heard", "heard from: it can have missed no flush");
        legend(html, "lost", "not heard from for half of the bound");
        legend(html, "left", "has said goodbye");
        legend(html, "new", "not met yet");
        html.close("ul").close("section");
    }

    private static void legend(Html html, String state, String words) {
        html.open("li").element("b", state, "class", state).text(" " + words).close("li");
    }

    private void cards(Html html) {
        html.open("section", "aria-labelledby", "servers");
        html.element("h2", "Servers", "id", "servers", "tabindex", "-1");
        html.element("p", "The lines are the last ten minutes.", "class", "note");
        html.open("div", "data-live", "cards");
        new ServerCards(view, html).write();
        html.close("div").close("section");
    }

    private void flushes(Html html) {
        html.open("section", "aria-labelledby", "last").element("h2", "Last flushes", "id", "last");
        html.open("div", "data-live", "flushes");
        new FlushTable(view, html).write();
        html.close("div").close("section");
    }

    private void footer(Html html) {
        html.open("footer").open("p").text("The same for machines: ");
        html.element("a", "status.json", "href", address + "/status.json").text(". ");
        html.text("Ten minutes and fifty flushes are remembered, by each server for itself.")
                .close("p")
                .close("footer");
    }
}

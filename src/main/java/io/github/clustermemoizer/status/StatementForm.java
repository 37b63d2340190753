package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Explanation;
import java.util.Locale;
import java.util.Optional;

/** Where a statement is asked for, and what the servers say. */
final class StatementForm {
    private final String address;
    private final Optional<String> token;
    private final Html html;

    StatementForm(String address, Optional<String> token, Html html) {
        this.address = address;
        this.token = token;
        this.html = html;
    }

    void write(Optional<Asked> asked) {
        html.open("section", "aria-labelledby", "ask").element("h2", "Ask about a statement", "id", "ask");
        html.open("form", "method", "post", "action", address + "#ask");
        html.element("label", "The statement, exactly as memoized; case and blanks count", "for", "statement");
        html.open(
                "textarea", "id", "statement", "name", "statement", "rows", "3", "required", "", "spellcheck", "false");
        html.text("\n" + asked.map(Asked::text).orElse("")).close("textarea");
        html.open("p", "class", "buttons");
        html.element("button", "Explain", "name", "do", "value", "explain");
        token.ifPresent(there -> {
            html.open("input", "type", "hidden", "name", "token", "value", there);
            html.element(
                    "button", "Flush this statement everywhere", "name", "do", "value", "flush", "class", "danger");
        });
        html.close("p").close("form");
        asked.ifPresent(this::answers);
        html.close("section");
    }

    private void answers(Asked asked) {
        for (Asked.Form form : asked.shown()) {
            html.element(
                    "p",
                    "A statement of " + Shown.count(form.statement().length(), "character", "characters")
                            + lineEnds(asked, form) + ", as of when it was asked for:",
                    "class",
                    "note");
            cards(form);
        }
    }

    private static String lineEnds(Asked asked, Asked.Form form) {
        if (asked.forms().size() == 1) {
            return "";
        }
        return asked.isFound()
                ? " with " + LineEnds.words(form.statement()) + " at its line ends"
                : " that nobody knows, neither with \\n nor with \\r\\n at its line ends";
    }

    private void cards(Asked.Form form) {
        html.open("ul", "class", "cards");
        for (ServerExplanation answer : form.answers()) {
            html.open("li", "class", answer.problem().isPresent() ? "card ill" : "card")
                    .open("h3");
            html.element("bdi", ServerView.name(answer.address()));
            if (answer.isHere()) {
                html.text(" ").element("em", "this server");
            }
            html.close("h3");
            answer.problem()
                    .ifPresent(problem -> html.element("p", "Could not be asked: " + problem, "class", "problem"));
            if (answer.problem().isEmpty() && answer.memoizers().isEmpty()) {
                html.element("p", "Knows nothing of it.");
            }
            answer.memoizers().forEach(this::memoizer);
            html.close("li");
        }
        html.close("ul");
    }

    private void memoizer(Explained explained) {
        html.open("p")
                .element(
                        "b",
                        explained.ageSeconds().isPresent()
                                ? "In memory, "
                                        + Shown.seconds(explained.ageSeconds().getAsDouble()) + " old"
                                : "Not in memory");
        html.text(explained.isLoading() ? ", being loaded" : "").close("p");
        if (!explained.tags().isEmpty()) {
            html.open("p").text("Tags:");
            explained
                    .tags()
                    .forEach(tag -> html.text(" ").element("code", Shown.text(tag, tag.length()), "dir", "auto"));
            html.close("p");
        }
        if (!explained.events().isEmpty()) {
            html.open("ol");
            explained.events().forEach(this::event);
            html.close("ol");
        }
    }

    private void event(Explained.Event event) {
        html.element(
                "li",
                Shown.seconds(event.secondsAgo()) + " ago: " + words(event.kind())
                        + event.flush()
                                .map(kind -> " ("
                                        + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")")
                                .orElse(""));
    }

    private static String words(Explanation.Kind kind) {
        return switch (kind) {
            case FLUSHED -> "flushed on this server";
            case FLUSHED_BY_PEER -> "flushed by a peer";
            case SEEDED -> "seeded";
            case SEED_NOT_KEPT -> "a seed was not kept, since a flush came between its write and its end";
            case NOT_KEPT_AFTER_FLUSH -> "a load was not kept, since a flush came after it began";
            case NOT_KEPT_BESIDE_NEWER -> "a load was not kept, since a newer value was there";
            case NOT_KEPT_IN_SCOPE -> "a load was not kept, since it was made inside a transaction";
            case LOAD_FAILED -> "a load failed";
            case DUE_WITHOUT_CONTACT -> "not served: a peer was not heard from, and the value was older than the bound";
            case DROPPED_WITHOUT_CONTACT ->
                "dropped, since a peer vanished or was replaced and may have flushed it unheard";
        };
    }
}

package io.github.clustermemoizer.status;

import java.util.List;

/**
 * A text that somebody has asked for, and what the servers say about it.
 *
 * @param forms one for each statement that may be meant
 */
record Asked(List<Form> forms) {
    /** One of these statements. */
    record Form(String statement, List<ServerExplanation> answers) {
        private boolean isKnown() {
            return answers.stream()
                    .flatMap(answer -> answer.memoizers().stream())
                    .anyMatch(Explained::isKnown);
        }
    }

    /** Returns what to put into an area, where line ends are all alike. */
    String text() {
        return forms.get(0).statement();
    }

    /** Returns the forms of which any server knows something; one if there is none. */
    List<Form> shown() {
        return isFound() ? forms.stream().filter(Form::isKnown).toList() : forms.subList(0, 1);
    }

    /** Tells whether any server knows something of it. */
    boolean isFound() {
        return forms.stream().anyMatch(Form::isKnown);
    }
}

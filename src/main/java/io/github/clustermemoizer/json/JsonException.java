package io.github.clustermemoizer.json;

/** Thrown for a text that is not JSON, or for a value that has none. Its message quotes nothing of the text. */
@SuppressWarnings("serial")
public final class JsonException extends IllegalArgumentException {
    JsonException(String rule) {
        super(rule);
    }
}

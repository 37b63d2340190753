package io.github.clustermemoizer.spring;

/** A value under {@code memoizer} that breaks its rule; told in full by {@link InvalidSettingAnalyzer}. */
final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidSettingException(RuntimeException cause) {
        super(String.valueOf(cause.getMessage()).replace("server-cluster.", "memoizer.cluster."), cause);
    }
}

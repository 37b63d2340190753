package io.github.clustermemoizer.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with a setting in two sentences, in place of the stack trace of a bean that could not be made. */
final class InvalidSettingAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingException cause) {
        return new FailureAnalysis(
                "A setting of the memoizer breaks its rule: " + cause.getMessage(),
                "Change the setting under 'memoizer' in the configuration of the application.",
                cause);
    }
}

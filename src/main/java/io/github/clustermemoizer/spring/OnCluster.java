package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.cluster.PeerSource;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether there is a cluster. Anything that is set about it says so, not the peers alone: who has set the secret and mistyped the
 * peers is to be told, and not to be left with one server that keeps to itself.
 */
final class OnCluster extends AnyNestedCondition {
    OnCluster() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @Conditional(OnSettings.class)
    static final class Set {}

    @ConditionalOnBean(PeerSource.class)
    static final class Source {}

    static final class OnSettings extends SpringBootCondition {
        private static final String PREFIX = "memoizer.cluster";

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            boolean isSet = Binder.get(context.getEnvironment())
                    .bind(PREFIX, Bindable.mapOf(String.class, Object.class))
                    .isBound();
            return new ConditionOutcome(
                    isSet,
                    ConditionMessage.forCondition("Cluster").because((isSet ? "found " : "nothing under ") + PREFIX));
        }
    }
}

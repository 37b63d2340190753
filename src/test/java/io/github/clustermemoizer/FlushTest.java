package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlushTest {
    @Test
    void digest_ofAStatement_isSha256InBase64Url() {
        // printf 'abc' | openssl dgst -sha256 -binary | basenc --base64url
        assertThat(Flush.statement("abc").byDigest().text()).isEqualTo("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
        assertThat(Flush.digest("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0").drops("abc", Set.of()))
                .isTrue();
        assertThat(Flush.everything().byDigest()).isSameAs(Flush.everything());
    }

    @Test
    void digest_ofALoneSurrogate_dropsTheStatement() {
        String odd = "a\uD800";
        assertThat(Flush.statement(odd).byDigest().drops(odd, Set.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=",
                "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
                "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa1",
                "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa"
            })
    void digest_notOne_throws(String text) {
        assertThatThrownBy(() -> Flush.digest(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void drops_eachKind_byItsRule() {
        Set<String> tags = Set.of("greebles", "all");
        assertThat(Flush.prefix("select").drops("select 1", tags)).isTrue();
        assertThat(Flush.prefix("select").drops("Select 1", tags)).isFalse();
        assertThat(Flush.prefix("").drops("", tags)).isTrue();
        assertThat(Flush.matching("s* ?").drops("select 1", tags)).isTrue();
        assertThat(Flush.matching("s* ?").drops("select 12", tags)).isFalse();
        assertThat(Flush.tag("greebles").drops("anything", tags)).isTrue();
        assertThat(Flush.tag("greeble").drops("greeble", tags)).isFalse();
        assertThatThrownBy(() -> Flush.matching("[a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Flush.tag("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equals_byWhatIsDropped() {
        assertThat(Set.of(Flush.statement("a"), Flush.statement("b"), Flush.everything()))
                .contains(Flush.statement("a"))
                .doesNotContain(Flush.statement("a").byDigest(), Flush.statement(""));
    }

    @Test
    void toString_hidesTheText() {
        assertThat(Flush.statement("secret")).hasToString("Flush[STATEMENT, 6 characters]");
    }
}

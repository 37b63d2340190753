package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    private static final String OLD = "the old secret of all";
    private static final String NEW = "the new secret of all";

    private static Seal seal(String secret) {
        return new Seal(new Secrets(secret, null));
    }

    @Test
    void sign_isHmacOfTheSecret() {
        // printf 'what do ya want for nothing?' | openssl dgst -sha256 -hmac 'Jefe Jefe Jefe Jefe' -binary | basenc
        // --base64url
        assertThat(seal("Jefe Jefe Jefe Jefe").sign("what do ya want for nothing?"))
                .isEqualTo("YDR_AZQgpkaByHRJO4tdSCuG4dsiRrAS6TR7JNeBXq4");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ",", ",,", "A", "é", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void isGood_noSignature_isNot(String signature) {
        assertThat(seal(OLD).isGood("text", signature)).isFalse();
        assertThat(seal(OLD).isGood("text", seal(OLD).sign("text") + "=")).isFalse();
        assertThat(seal(OLD).isGood("text", seal(OLD).sign("text").toLowerCase(java.util.Locale.ROOT)))
                .isFalse();
    }

    @Test
    void isGood_tooManySignatures_isNot() {
        String one = seal(OLD).sign("text");

        assertThat(seal(OLD).isGood("text", one + "," + one)).isTrue();
        assertThat(seal(OLD).isGood("text", one + "," + one + "," + one)).isFalse();
    }

    @Test
    void isGood_whileASecretIsReplaced_allUnderstandEachOther() {
        Seal before = seal(OLD);
        Seal between = new Seal(new Secrets(NEW, OLD));
        Seal after = seal(NEW);

        for (Seal one : List.of(before, between)) {
            assertThat(one.isGood("text", between.sign("text"))).isTrue();
            assertThat(between.isGood("text", one.sign("text"))).isTrue();
        }
        for (Seal one : List.of(after, between)) {
            assertThat(one.isGood("text", between.sign("text"))).isTrue();
            assertThat(between.isGood("text", one.sign("text"))).isTrue();
        }
        assertThat(after.isGood("text", before.sign("text"))).isFalse();
    }
}

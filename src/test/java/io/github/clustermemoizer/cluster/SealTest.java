package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    private static final String OLD = "the old secret of all";
    private static final String NEW = "the new secret of all";

    private static Seal seal(String secret) {
        return new Secrets(secret, null).seal();
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
        Seal between = new Secrets(NEW, OLD).seal();
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

    /** As in some providers for smart cards, or with another certificate. */
    public static final class NoCopy extends MacSpi {
        private final Mac mac;

        public NoCopy() throws GeneralSecurityException {
            mac = Mac.getInstance("HmacSHA256", "SunJCE");
        }

        @Override
        protected int engineGetMacLength() {
            return mac.getMacLength();
        }

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec parameters) throws InvalidKeyException {
            mac.init(key);
        }

        @Override
        protected void engineUpdate(byte input) {
            mac.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            mac.update(input, offset, length);
        }

        @Override
        protected byte[] engineDoFinal() {
            return mac.doFinal();
        }

        @Override
        protected void engineReset() {
            mac.reset();
        }
    }

    @Test
    void sign_providerWhoseMacCannotBeCopied_isTheSame() {
        Provider provider = new Provider("no-copy", "1", "for a test") {
            private static final long serialVersionUID = 1L;
        };
        provider.put("Mac.HmacSHA256", NoCopy.class.getName());
        java.security.Security.insertProviderAt(provider, 1);
        Seal other;
        try {
            other = seal(OLD);
            assertThat(other.sign("text")).isEqualTo(other.sign("text"));
        } finally {
            java.security.Security.removeProvider("no-copy");
        }

        assertThat(seal(OLD).isGood("text", other.sign("text"))).isTrue();
    }
}

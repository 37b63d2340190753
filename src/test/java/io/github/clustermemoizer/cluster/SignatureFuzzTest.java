package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whatever a request says about itself: without the secret it is nobody's, and with it no text stands for two requests. */
class SignatureFuzzTest {
    private static final String NODE = "me";
    private static final Security SECURITY = ClusterConfig.builder()
            .peers("a")
            .secret("known to the servers alone")
            .build()
            .security();
    private static final Seal SEAL = new Secrets("known to the servers alone", null).seal();

    /** A path, a query behind a question mark or nothing, and headers, each on its line. */
    private record Said(String path, @Nullable String query, Map<String, String> headers) {
        static Said of(byte[] input) {
            String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 20);
            String target = lines.length > 1 ? lines[1] : "";
            var headers = new HashMap<String, String>();
            for (int i = 2; i < lines.length; i++) {
                // A header cannot have a line break in it, and no other name is ever read.
                String[] header = lines[i].replace("\n", "").split(":", 2);
                if (header.length == 2 && Headers.OF_REQUESTS.contains(header[0])) {
                    headers.put(header[0], header[1]);
                }
            }
            return new Said(lines[0], target.startsWith("?") ? target.substring(1) : null, headers);
        }

        String text() {
            return SignedText.ofRequest(path, query, headers);
        }

        Said unsigned() {
            var rest = new HashMap<>(headers);
            rest.remove(Headers.SIGNATURE);
            return new Said(path, query, rest);
        }

        Incoming incoming(String signature) {
            var all = new LinkedHashMap<>(headers);
            all.put(Headers.SIGNATURE, signature);
            return new Incoming("127.0.0.1", path, query, all);
        }
    }

    private static SignatureCheck check() {
        return new SignatureCheck(SECURITY, NODE, 1000);
    }

    @FuzzTest(maxDuration = "3m")
    void standing_anyRequestWithoutTheSecret_isForeign(byte[] input) {
        Said said = Said.of(input);
        var incoming = new Incoming("127.0.0.1", said.path, said.query, said.headers);

        assertThat(check().standing(incoming, 5000)).isEqualTo(SignatureCheck.Standing.FOREIGN);
    }

    @FuzzTest(maxDuration = "3m")
    void standing_anySignedRequest_isTrustedWithAFreshTokenAlone(byte[] input) {
        Said said = Said.of(input);

        SignatureCheck.Standing standing = check().standing(said.incoming(SEAL.sign(said.text())), 5000);

        String token = said.headers.get(Headers.TOKEN);
        boolean fresh = token != null
                && token.matches("me:0*(4[0-9]{3}|5000)")
                && token.length() <= 3 + 18
                && said.headers.getOrDefault(Headers.SEQUENCE, "").matches("[0-9]{1,18}")
                && said.headers.getOrDefault(Headers.NODE, "").matches("[A-Za-z0-9-]{1,64}");
        boolean silent = said.query == null || said.query.isEmpty();
        boolean greeting = token == null
                && silent
                && !said.headers.containsKey(Headers.ECHO)
                && !said.headers.containsKey(Headers.GOODBYE);
        assertThat(standing)
                .isEqualTo(
                        fresh
                                ? SignatureCheck.Standing.TRUSTED
                                : greeting ? SignatureCheck.Standing.GREETING : SignatureCheck.Standing.STALE);
    }

    /** @param input two requests with a line of its own between them */
    @FuzzTest(maxDuration = "3m")
    void text_ofTwoRequests_isTheSameForTheSameAlone(byte[] input) {
        String[] both = new String(input, StandardCharsets.ISO_8859_1).split("\n--\n", 2);
        List<Said> said = Arrays.stream(both)
                .map(one -> Said.of(one.getBytes(StandardCharsets.ISO_8859_1)).unsigned())
                .toList();
        Said one = said.get(0);
        Said other = said.get(said.size() - 1);

        assertThat(one.text().equals(other.text())).isEqualTo(one.equals(other));
        assertThat(one.text()).isNotEqualTo(SignedText.ofReply("any", Wire.SUCCESSFUL, one.headers));
    }
}

package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashProbeTest {
    private final Map<String, Object> map =
            Caffeine.newBuilder().maximumSize(200_000).<String, Object>build().asMap();

    /** Where this fails, flushes by hash walk over all values: right, and slow. */
    @Test
    void isUnderstood_byTheCacheThatIsHere() {
        assertThat(EntryStore.FINDS_BY_HASH).isTrue();
        assertThat(HashProbe.isUnderstoodBy(new TreeMap<>())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void find_amongManyKeys_isEveryKeyOfTheHashAndNoOther(boolean byProbe) {
        List<String> keys = IntStream.range(0, 100_000)
                .mapToObj(i -> "select * from greebles where id = " + i)
                .toList();
        keys.forEach(key -> map.put(key, key));

        int[] hashes = keys.stream().limit(50).mapToInt(String::hashCode).toArray();
        assertThat(HashProbe.find(map, hashes, byProbe)).containsExactlyInAnyOrderElementsOf(keys.subList(0, 50));
        assertThat(HashProbe.find(map, new int[] {"none of them".hashCode()}, byProbe))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void find_keysThatShareAHash_areAllFound(boolean byProbe) {
        map.put("AaAa", 1);
        map.put("BBBB", 2);
        map.put("AaBB", 3);
        map.put("other", 4);

        assertThat(HashProbe.find(map, new int[] {"BBAa".hashCode()}, byProbe))
                .containsExactlyInAnyOrder("AaAa", "BBBB", "AaBB");
    }

    @Test
    void find_whileTheTableGrows_missesNoneThatIsThere() throws Exception {
        map.put("one", 1);
        int[] hashes = {"one".hashCode()};
        var filler = new Thread(() -> IntStream.range(0, 150_000).forEach(i -> map.put("filler " + i, i)));
        filler.start();
        while (filler.isAlive()) {
            assertThat(HashProbe.find(map, hashes, true)).containsExactly("one");
        }
        filler.join();
    }
}

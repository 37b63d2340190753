package io.github.clustermemoizer.bench.cluster;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.concurrent.TimeUnit;

/** Redis as a broker of statements, and a local cache in each server. */
final class Redis implements Side {
    private static final String CHANNEL = "flushed";

    private final Place place;
    private final LocalCopy copy;
    private final RedisAsyncCommands<String, String> commands;

    Redis(Place place, Applied applied) throws Exception {
        this.place = place;
        copy = new LocalCopy(applied);
        var client = RedisClient.create(RedisURI.create("127.0.0.1", place.redisPort()));
        commands = client.connect().async();
        if (place.index() > 0) { // a real server would hear, and have to pass over, its own too
            var subscription = client.connectPubSub();
            subscription.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String statement) {
                    copy.obey(statement);
                }
            });
            subscription.async().subscribe(CHANNEL).get(PATIENCE, TimeUnit.SECONDS);
        }
    }

    @Override
    public void awaitPeers() throws Exception {
        long receivers = commands.publish(CHANNEL, "are you there?").get(PATIENCE, TimeUnit.SECONDS);
        if (receivers != place.peers()) {
            throw new IllegalStateException("heard by " + receivers + " of " + place.peers());
        }
    }

    @Override
    public void keep(String statement) {
        copy.keep(statement);
    }

    @Override
    public void flush(String statement) {
        copy.drop(statement);
        var unused = commands.publish(CHANNEL, statement);
    }

    @Override
    public boolean knows() {
        return false;
    }
}

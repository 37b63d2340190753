package io.github.clustermemoizer.bench.cluster;

import java.util.concurrent.TimeUnit;
import org.infinispan.AdvancedCache;
import org.infinispan.commands.write.InvalidateCommand;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.context.Flag;
import org.infinispan.context.InvocationContext;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.interceptors.AsyncInterceptorChain;
import org.infinispan.interceptors.BaseCustomAsyncInterceptor;
import org.infinispan.manager.DefaultCacheManager;

/** A cache in invalidation mode: removing a key on one node removes it on all. Bursts use its asynchronous calls. */
final class Infinispan implements Side {
    private final AdvancedCache<String, String> told;
    private final AdvancedCache<String, String> local;
    private final boolean sync;

    Infinispan(Place place, Applied applied, CacheMode mode) throws Exception {
        sync = mode.isSynchronous();
        var global = GlobalConfigurationBuilder.defaultClusteredBuilder();
        global.transport()
                .addProperty("configurationFile", JGroupsStack.write(place).toString())
                .clusterName("greebles")
                .nodeName("node-" + place.index());
        if (place.index() == 0) { // the sender starts last
            global.transport().initialClusterSize(place.all().size()).initialClusterTimeout(PATIENCE, TimeUnit.SECONDS);
        }
        var manager = new DefaultCacheManager(global.build());
        var configuration = new ConfigurationBuilder();
        configuration.clustering().cacheMode(mode);
        configuration.memory().maxCount(LocalCopy.ROOM);
        manager.defineConfiguration("statements", configuration.build());
        AdvancedCache<String, String> cache =
                manager.<String, String>getCache("statements").getAdvancedCache();
        // Listeners hear only of keys that were there.
        ComponentRegistry.componentOf(cache, AsyncInterceptorChain.class).addInterceptor(new Counting(applied), 0);
        told = cache.withFlags(Flag.IGNORE_RETURN_VALUES);
        local = cache.withFlags(Flag.CACHE_MODE_LOCAL, Flag.IGNORE_RETURN_VALUES);
    }

    /** Outermost: told when the value is gone. */
    private static final class Counting extends BaseCustomAsyncInterceptor {
        private final Applied applied;

        Counting(Applied applied) {
            this.applied = applied;
        }

        @Override
        public Object visitInvalidateCommand(InvocationContext context, InvalidateCommand command) {
            return invokeNextThenAccept(context, command, (c, done, result) -> applied.many(command.getKeys().length));
        }
    }

    @Override
    public void awaitPeers() {
        // Who made this has waited for them.
    }

    @Override
    public void keep(String statement) {
        var unused = local.put(statement, "value");
    }

    @Override
    public void flush(String statement) {
        if (sync) {
            var unused = told.removeAsync(statement);
        } else {
            var unused = told.remove(statement);
        }
    }

    @Override
    public boolean knows() {
        return sync;
    }

    @Override
    public void flushAndKnow(String statement) {
        var unused = told.remove(statement);
    }

    @Override
    public int window() {
        return sync ? 512 : Side.super.window();
    }
}

package io.github.clustermemoizer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.arjuna.ats.arjuna.common.CoordinatorEnvironmentBean;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.arjuna.objectstore.VolatileStore;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.jta.JtaTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Flushes in the transactions of a JTA transaction manager, Narayana. */
@Timeout(60)
class JtaTransactionsTest {
    private static final String STATEMENT = "select * from greebles where id = 43";
    private static final Flush FLUSH = Flush.statement(STATEMENT);

    static {
        // Neither files nor sockets.
        for (String store : new String[] {null, "stateStore", "communicationStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
                    .setObjectStoreType(VolatileStore.class.getName());
        }
        BeanPopulator.getDefaultInstance(CoordinatorEnvironmentBean.class).setTransactionStatusManagerEnable(false);
    }

    private final TransactionManager manager = com.arjuna.ats.jta.TransactionManager.transactionManager();
    private final UserTransaction user = com.arjuna.ats.jta.UserTransaction.userTransaction();
    private final TransactionSynchronizationRegistry registry = new TransactionSynchronizationRegistryImple();
    private final Peers peers = new Peers();
    private final Memoizer memoizer = bound();

    private Memoizer bound() {
        Memoizer memoizer = Memoizer.builder().broadcaster(peers).build();
        JtaTransactions.bind(memoizer, registry);
        return memoizer;
    }

    @AfterEach
    void close() throws Exception {
        if (manager.getStatus() != Status.STATUS_NO_TRANSACTION) {
            manager.rollback();
        }
        memoizer.close();
    }

    private String read(String inDatabase) {
        return memoizer.memoize(STATEMENT, () -> inDatabase);
    }

    private static <T> T elsewhere(Callable<T> call) throws Exception {
        var task = new FutureTask<>(call);
        new Thread(task).start();
        return task.get(20, TimeUnit.SECONDS);
    }

    @Test
    void commit_publishesOnceAndToAll() throws Exception {
        read("old");
        user.begin();
        memoizer.flush(STATEMENT);
        memoizer.flush("select 2");
        assertThat(read("uncommitted")).isEqualTo("uncommitted");
        assertThat(elsewhere(() -> read("not asked"))).isEqualTo("old");
        assertThat(peers.sent()).isEmpty();
        user.commit();

        assertThat(peers.batches).containsExactly(List.of(FLUSH, Flush.statement("select 2")));
        assertThat(read("new")).isEqualTo("new");
        memoizer.flush(STATEMENT);
        assertThat(peers.batches).as("nothing is left open").hasSize(2);
    }

    @Test
    void rollback_publishesNothing() throws Exception {
        read("old");
        user.begin();
        memoizer.flush(STATEMENT);
        memoizer.seed("select 2", "uncommitted");
        user.rollback();

        assertThat(peers.sent()).isEmpty();
        assertThat(read("not asked")).isEqualTo("old");
        assertThat(memoizer.isCached("select 2")).isFalse();
    }

    @Test
    void markedForRollback_beforeTheFirstUse_publishesNothing() throws Exception {
        user.begin();
        user.setRollbackOnly();
        memoizer.flush("select 2");
        assertThat(read("uncommitted")).isEqualTo("uncommitted");
        user.rollback();

        assertThat(peers.sent()).isEmpty();
        assertThat(memoizer.isCached(STATEMENT)).isFalse();
    }

    @Test
    void loadInside_isKeptWithTheCommitUnlessFlushedSince() throws Exception {
        for (boolean flushed : new boolean[] {false, true}) {
            memoizer.flushLocal(STATEMENT);
            user.begin();
            read("loaded");
            assertThat(memoizer.isCached(STATEMENT)).isFalse();
            if (flushed) {
                peers.flush(FLUSH);
            }
            user.commit();
            assertThat(memoizer.isCached(STATEMENT)).isEqualTo(!flushed);
        }
        assertThat(peers.sent()).isEmpty();
    }

    @Test
    void suspended_isAsIfItWereNotThere() throws Exception {
        user.begin();
        memoizer.flush("select outer");
        Transaction outer = manager.suspend();
        memoizer.flush("select between");
        user.begin();
        memoizer.flush("select inner");
        user.commit();
        assertThat(peers.sent()).containsExactly(Flush.statement("select between"), Flush.statement("select inner"));

        manager.resume(outer);
        memoizer.flush(STATEMENT);
        user.commit();
        assertThat(peers.batches).hasSize(3).last().isEqualTo(List.of(Flush.statement("select outer"), FLUSH));
    }

    @Test
    void endOnAnotherThread_leavesNothingOpenHere() throws Exception {
        user.begin();
        memoizer.flush(STATEMENT);
        Transaction transaction = manager.getTransaction();
        elsewhere(() -> {
            manager.resume(transaction);
            manager.commit();
            return null;
        });
        assertThat(peers.sent()).containsExactly(FLUSH);

        memoizer.flush("select 2");
        assertThat(peers.sent()).hasSize(2);
        manager.suspend();
    }

    @Test
    void springInside_joinsOrStandsForItself() throws Exception {
        var spring = new JtaTransactionManager(user, manager);
        spring.addListener(new MemoizerTransactions(memoizer));
        var template = new TransactionTemplate(spring);

        template.executeWithoutResult(status -> memoizer.flush("select 1"));
        assertThat(peers.batches).containsExactly(List.of(Flush.statement("select 1")));
        user.begin();
        template.executeWithoutResult(status -> memoizer.flush("select 2"));
        template.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
        template.executeWithoutResult(status -> memoizer.flush("select 3"));
        memoizer.flush("select 4");
        assertThat(peers.batches).hasSize(2).last().isEqualTo(List.of(Flush.statement("select 3")));
        user.commit();
        assertThat(peers.batches)
                .hasSize(3)
                .last()
                .isEqualTo(List.of(Flush.statement("select 2"), Flush.statement("select 4")));
    }

    @Test
    void boot_bindsWhatItsTransactionManagerHas() {
        var spring = new JtaTransactionManager(user, manager);
        spring.setTransactionSynchronizationRegistry(registry);
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MemoizerAutoConfiguration.class))
                .withBean(JtaTransactionManager.class, () -> spring)
                .run(context -> {
                    Memoizer inContext = context.getBean(Memoizer.class);
                    user.begin();
                    inContext.memoize(STATEMENT, () -> "uncommitted");
                    user.rollback();
                    assertThat(inContext.isCached(STATEMENT)).isFalse();
                });
    }
}

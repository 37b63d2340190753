package io.github.clustermemoizer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.SimpleTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Flushes in Spring's transactions, over H2. */
@Timeout(60)
class MemoizerTransactionsTest {
    private static final String STATEMENT = "select name from greebles where id = 43";
    private static final Flush FLUSH = Flush.statement(STATEMENT);

    private final Peers peers = new Peers();
    private final Memoizer memoizer = Memoizer.builder().broadcaster(peers).build();
    private final JdbcTemplate jdbc = new JdbcTemplate(database());
    private final DataSourceTransactionManager manager = bound(new DataSourceTransactionManager(jdbc.getDataSource()));

    @BeforeEach
    void fill() {
        jdbc.execute("create table greebles (id int primary key, name varchar)");
        jdbc.execute("insert into greebles values (43, 'old')");
    }

    @AfterEach
    void close() {
        jdbc.execute("shutdown");
        memoizer.close();
    }

    private static JdbcDataSource database() {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    private <M extends AbstractPlatformTransactionManager> M bound(M manager) {
        manager.addListener(new MemoizerTransactions(memoizer));
        return manager;
    }

    private TransactionTemplate transaction(int propagation) {
        var template = new TransactionTemplate(manager);
        template.setPropagationBehavior(propagation);
        return template;
    }

    private TransactionTemplate transaction() {
        return transaction(TransactionDefinition.PROPAGATION_REQUIRED);
    }

    private String read() {
        return memoizer.memoize(STATEMENT, () -> jdbc.queryForObject(STATEMENT, String.class));
    }

    private String readElsewhere() {
        return CompletableFuture.supplyAsync(this::read, task -> new Thread(task).start())
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private void change(String name) {
        jdbc.update("update greebles set name = ? where id = 43", name);
        memoizer.flush(STATEMENT);
    }

    @Test
    void commit_publishesOnceAndToAll() {
        read();
        transaction().executeWithoutResult(status -> {
            change("new");
            memoizer.flush("select 2");
            assertThat(read()).isEqualTo("new");
            assertThat(readElsewhere()).isEqualTo("old");
            assertThat(peers.sent()).isEmpty();
        });
        assertThat(peers.batches).containsExactly(List.of(FLUSH, Flush.statement("select 2")));
        assertThat(readElsewhere()).isEqualTo("new");
    }

    @Test
    void rollBack_publishesNothing() {
        read();
        transaction().executeWithoutResult(status -> {
            change("new");
            memoizer.seed(STATEMENT, "new");
            status.setRollbackOnly();
        });
        assertThatThrownBy(() -> transaction().executeWithoutResult(status -> {
                    change("new");
                    throw new IllegalStateException("business");
                }))
                .hasMessage("business");
        assertThat(peers.sent()).isEmpty();
        assertThat(memoizer.isCached(STATEMENT)).isTrue();
        assertThat(read()).isEqualTo("old");
    }

    @Test
    void noTransaction_publishesAtOnce() {
        read();
        change("new");
        assertThat(peers.sent()).containsExactly(FLUSH);
        assertThat(read()).isEqualTo("new");
    }

    @Test
    void loadInside_isKeptWithTheCommitAlone() {
        transaction().executeWithoutResult(status -> {
            assertThat(read()).isEqualTo("old");
            assertThat(memoizer.isCached(STATEMENT)).isFalse();
        });
        assertThat(memoizer.isCached(STATEMENT)).isTrue();
        memoizer.flushLocal(STATEMENT);
        transaction().executeWithoutResult(status -> {
            jdbc.update("update greebles set name = 'uncommitted'");
            assertThat(read()).isEqualTo("uncommitted");
            status.setRollbackOnly();
        });
        assertThat(read()).isEqualTo("old");
        assertThat(peers.sent()).isEmpty();
    }

    @Test
    void flushOfAPeerAfterTheBegin_keepsWhatIsLoadedOut() {
        transaction().executeWithoutResult(status -> {
            peers.flush(FLUSH);
            read();
        });
        assertThat(memoizer.isCached(STATEMENT)).isFalse();
    }

    @Test
    void requiresNew_committedForItself() {
        read();
        transaction().executeWithoutResult(outer -> {
            memoizer.flush("select outer");
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(inner -> change("new"));
            assertThat(peers.batches).containsExactly(List.of(FLUSH));
            assertThat(readElsewhere()).isEqualTo("new");
            outer.setRollbackOnly();
        });
        assertThat(peers.batches).containsExactly(List.of(FLUSH));
        memoizer.flush("select outer");
        assertThat(peers.sent()).as("nothing is left open").hasSize(2);
    }

    @Test
    void requiresNew_rolledBackForItself() {
        transaction().executeWithoutResult(outer -> {
            memoizer.flush("select outer");
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(inner -> {
                change("never");
                inner.setRollbackOnly();
            });
            assertThat(peers.sent()).isEmpty();
        });
        assertThat(peers.sent()).containsExactly(Flush.statement("select outer"));
    }

    @Test
    void notSupported_publishesAtOnce() {
        transaction().executeWithoutResult(outer -> {
            memoizer.flush("select outer");
            transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
                    .executeWithoutResult(none -> memoizer.flush(STATEMENT));
            memoizer.flush("select after");
            assertThat(peers.sent()).containsExactly(FLUSH);
        });
        assertThat(peers.sent())
                .containsExactly(FLUSH, Flush.statement("select outer"), Flush.statement("select after"));
    }

    @Test
    void nested_rolledBackToItsSavepoint_storesNothingOfIt() {
        transaction().executeWithoutResult(outer -> {
            transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> {
                jdbc.update("update greebles set name = 'never' where id = 43");
                memoizer.seed(STATEMENT, "never");
                inner.setRollbackOnly();
            });
            assertThat(read()).isEqualTo("old");
        });
        assertThat(read()).isEqualTo("old");
    }

    @Test
    void twoManagers_eachForItself() {
        var other = new TransactionTemplate(bound(new DataSourceTransactionManager(database())));
        transaction().executeWithoutResult(first -> {
            change("new");
            other.executeWithoutResult(second -> memoizer.flush("select other"));
            assertThat(peers.batches).containsExactly(List.of(Flush.statement("select other")));
        });
        assertThat(peers.sent()).containsExactly(Flush.statement("select other"), FLUSH);
    }

    @Test
    void readOnly_whatItLoadsIsSharedAtOnce() {
        TransactionTemplate reading = transaction();
        reading.setReadOnly(true);
        reading.executeWithoutResult(status -> {
            read();
            assertThat(memoizer.isCached(STATEMENT)).isTrue();
            peers.flush(FLUSH);
            read();
            assertThat(memoizer.isCached(STATEMENT))
                    .as("loaded from a snapshot of before the flush")
                    .isFalse();
        });
        read();
        assertThat(memoizer.isCached(STATEMENT)).isTrue();
    }

    @Test
    void afterCommitOfOthers_isOutsideOfTheScope() {
        transaction().executeWithoutResult(status -> {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public int getOrder() {
                    return 0;
                }

                @Override
                public void afterCommit() {
                    assertThat(peers.sent()).containsExactly(FLUSH);
                    memoizer.flush("select after");
                    assertThat(peers.sent()).hasSize(2);
                }
            });
            change("new");
        });
        assertThat(peers.sent()).hasSize(2);
    }

    @Test
    void broadcasterThatThrows_doesNotFailTheTransaction() {
        read();
        peers.broken = true;
        assertThatCode(() -> transaction().executeWithoutResult(status -> change("new")))
                .doesNotThrowAnyException();
        peers.broken = false;
        assertThat(jdbc.queryForObject(STATEMENT, String.class)).isEqualTo("new");
        assertThat(read()).isEqualTo("new");
    }

    @Test
    void commitThatNobodyKnowsOf_flushes() {
        var template = new TransactionTemplate(bound(new Interrupted(jdbc)));
        read();
        assertThatThrownBy(() -> template.executeWithoutResult(status -> {
                    change("perhaps");
                    memoizer.seed("select 2", "perhaps");
                }))
                .isInstanceOf(TransactionSystemException.class);
        assertThat(peers.sent()).containsExactly(FLUSH, Flush.statement("select 2"));
        assertThat(memoizer.isCached(STATEMENT)).isFalse();
        assertThat(memoizer.isCached("select 2")).isFalse();
    }

    @Test
    void beginThatFails_leavesNothingOpen() {
        var broken = new TransactionTemplate(bound(new DataSourceTransactionManager(new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                throw new SQLException("no connection");
            }

            @Override
            public Connection getConnection(String username, String password) throws SQLException {
                return getConnection();
            }
        })));
        assertThatThrownBy(() -> broken.executeWithoutResult(status -> change("never")))
                .hasStackTraceContaining("no connection");
        memoizer.flush(STATEMENT);
        assertThat(peers.sent()).containsExactly(FLUSH);
    }

    /** A manager may have begun to synchronize when its begin fails. */
    @Test
    void beginThatFailsLate_leavesNothingOpen() {
        var listener = new MemoizerTransactions(memoizer);
        var transaction = new SimpleTransactionStatus();
        TransactionSynchronizationManager.initSynchronization();
        try {
            listener.beforeBegin(transaction);
            listener.afterBegin(transaction, new IllegalStateException("no connection"));
            memoizer.flush(STATEMENT);
            assertThat(peers.sent()).containsExactly(FLUSH);
        } finally {
            TransactionSynchronizationManager.clear();
        }
    }

    /** Loses the connection while it commits. */
    private static final class Interrupted extends DataSourceTransactionManager {
        private static final long serialVersionUID = 1L;

        Interrupted(JdbcTemplate jdbc) {
            super(jdbc.getDataSource());
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            super.doCommit(status);
            throw new TransactionSystemException("connection lost");
        }
    }
}

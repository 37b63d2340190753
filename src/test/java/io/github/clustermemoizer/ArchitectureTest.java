package io.github.clustermemoizer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house: what may know what. A red rule is an answer, not an obstacle. */
class ArchitectureTest {
    private static final String ROOT = "io.github.clustermemoizer";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void root_knowsCaffeineJSpecifyAndFlightRecorderOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT, "java..", "com.github.benmanes.caffeine..", "org.jspecify..", "jdk.jfr..")
                .check(CLASSES);
    }

    @Test
    void caffeine_isImportedByOneFile() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(EntryStore.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.benmanes.caffeine..")
                .check(CLASSES);
    }

    @Test
    void httpClient_isImportedByOneFile() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.cluster\\.PeerClient(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hc..")
                .check(CLASSES);
    }

    @Test
    void micrometer_isKnownToItsPackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".micrometer..")
                .and()
                .haveNameNotMatching(".*\\.spring\\.(Metrics|Observation)Configuration(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", ROOT + ".micrometer..")
                .check(CLASSES);
        classes()
                .that()
                .resideInAPackage(ROOT + ".micrometer..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT, ROOT + ".cluster", ROOT + ".micrometer..", "java..", "io.micrometer..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void json_knowsNothing() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".json")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + ".json", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void status_isKnownToSpringOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".status", ROOT + ".spring")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".status")
                .check(CLASSES);
        classes()
                .that()
                .resideInAPackage(ROOT + ".status")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT,
                        ROOT + ".cluster",
                        ROOT + ".json",
                        ROOT + ".status",
                        "java..",
                        "javax.crypto..",
                        "jakarta.servlet..",
                        "org.slf4j",
                        "org.jspecify..")
                .check(CLASSES);
    }

    /** A runtime need not have JFR: whoever else names an event would fail there. */
    @Test
    void flightRecorder_isKnownToEventsOnly() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.\\w+Event")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.jfr..")
                .check(CLASSES);
    }

    @Test
    void servlets_areKnownToServletAndFilterOnly() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.cluster\\.(FlushServlet|AllowedRequesterFilter)(\\$.*)?")
                .and()
                .haveNameNotMatching(".*\\.status\\.(StatusServlet|Responses|SameSite|Form(Body|Cookie))(\\$.*)?")
                .and()
                .haveNameNotMatching(".*\\.spring\\.(ServletConfiguration|SecurityConfiguration|Jta.*)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta..")
                .check(CLASSES);
    }

    /** It serves those who have no Spring. */
    @Test
    void jta_needsNoSpring() {
        noClasses()
                .that()
                .haveNameMatching(".*\\.spring\\.(JtaTransactions|TransactionEvent)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta.servlet..")
                .check(CLASSES);
    }

    @Test
    void spring_isKnownToItsPackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".spring")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "org.aopalliance..")
                .check(CLASSES);
    }

    /** Who has Spring without Boot, or Boot without Spring Security, loads nothing of the other. */
    @Test
    void spring_eachLibraryIsKnownToWhatIsForIt() {
        noClasses()
                .that()
                .haveNameMatching(
                        ".*\\.spring\\.(MemoizerCache|CacheKeys|CacheFrames|Retrievals|MemoizerTransaction|ScopeSync).*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot..")
                .check(CLASSES);
        noClasses()
                .that()
                .haveNameMatching(".*\\.spring\\.(MemoizerCache|CacheKeys|CacheFrames|Retrievals).*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.transaction..")
                .check(CLASSES);
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.spring\\.SecurityConfiguration(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.security..")
                .check(CLASSES);
        noClasses()
                .that()
                .haveNameNotMatching(
                        ".*\\.spring\\.(MemoizerEndpoint|EndpointConfiguration|HealthOfBoot3Configuration)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.actuate..")
                .check(CLASSES);
    }

    @Test
    void protocol_doesNoIoAndKnowsNoClock() {
        noClasses()
                .that()
                .haveNameMatching(
                        ".*\\.cluster\\.(Lane|Flights|Pace|BackOff|Tally|Lapses|Backlog|Acquaintance|Item|Drops|FormText|Contacts?|Greeting|Headers|Terms|Wire|Replays|WideFlushes|SignatureCheck|SignedText|Symptoms|Verdict|Comparison|WhoAmI|RefusedQuestion)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(?!URI$).*|java\\.util\\.concurrent\\.(?!TimeUnit$).*"
                        + "|(org\\.slf4j|org\\.apache|jakarta)\\..*")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    /** It has no other library on its class path. */
    @Test
    void commandLine_needsNothingButTheJdk() {
        noClasses()
                .that()
                .haveNameMatching(
                        ".*\\.cluster\\.(Doctor(Command|Table|Report)|JdkTransport|Caller|Came|Probe|Symptoms|Verdict|Comparison|WhoAmI|RefusedQuestion"
                                + "|Diagnosis|PeerDiagnosis|Finding|Problem|Failures|TlsFailures|ClusterConfig|Config(File|Keys)|Signed.*"
                                + "|Security.*|Seal|Secrets|StoreFile|TlsStores)(\\$.*)?")
                .and()
                .doNotHaveSimpleName("Log")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("(org\\.slf4j|org\\.apache|jakarta|com\\.github)\\..*")
                .check(CLASSES);
    }

    /** Wall clocks jump, and are never those of two machines. */
    @Test
    void wallClock_isReadByNobody() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(CanonicalText.class.getName()) // prints those of others
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(Date|Calendar)|java\\.time\\.(?!Duration$|format\\.).*")
                .check(CLASSES);
    }

    /** What comes from the network is text, and stays text. */
    @Test
    void serialization_isUsedByNobody() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.Object(In|Out)putStream|java\\.beans\\..*|javax\\.script\\..*")
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .check(CLASSES);
    }

    @Test
    void receivedFlush_cannotBeSentOn() {
        noClasses()
                .that()
                .haveNameMatching(
                        ".*\\.(FlushTarget|LocalCache|LocalFlushes|cluster\\.(Inbox|FlushTargets|Contacts?))(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(".*\\.(Broadcaster|Memoizer|cluster\\.(ClusterBroadcaster|PeerLink|PeerClient|Lane))")
                .check(CLASSES);
    }

    @Test
    void packages_pointOneWay() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
        // The pattern above leaves the root package out.
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".*..")
                .check(CLASSES);
    }
}

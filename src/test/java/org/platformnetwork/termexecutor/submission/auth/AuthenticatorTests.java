package org.platformnetwork.termexecutor.submission.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.submission.auth.Authenticator.AuthenticatedRequest;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.platformnetwork.termexecutor.testing.Simultaneously;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.platformnetwork.termexecutor.whitelist.TestWhitelist;

class AuthenticatorTests {

    private static final Hotkey ALICE = TestKeys.ALICE.hotkey();
    private static final Hotkey BOB = TestKeys.BOB.hotkey();
    private static final Hotkey NO_ADDRESS = new Hotkey("x".repeat(48));

    private static final AuthSettings SETTINGS = new AuthSettings(Duration.ofDays(7), false);

    /** Letters of either case, since what is signed is what is sent. */
    private static final String HASH = "0123456789abcdefABCDEF" + "0".repeat(42);

    private static @TempDir Path directory;
    private static TestStore store;

    private final ManualClock clock = new ManualClock();
    private NonceStore nonces;
    private Authenticator authenticator;

    @BeforeAll
    static void openStore() {
        store = TestStore.open(directory.resolve("data"), "");
    }

    @AfterAll
    static void closeStore() {
        store.close();
    }

    @BeforeEach
    void forget() {
        store.store().write(db -> db.sql("delete from nonces").update());
        nonces = new NonceStore(store.store(), SETTINGS, clock);
        authenticator = authenticator(ALICE, BOB, NO_ADDRESS);
    }

    @Test
    void tellsWhoSigned() {
        assertThat(authenticator.authenticate(SignedRequest.by(TestKeys.ALICE, "n 1~")))
                .isEqualTo(new AuthenticatedRequest(ALICE, null));
        assertThat(authenticator.authenticate(SignedRequest.by(TestKeys.BOB, "n 1~")))
                .isEqualTo(new AuthenticatedRequest(BOB, null));
    }

    @Test
    void takesSignatureWithoutPrefixAndInUpperCase() {
        var request = SignedRequest.by(TestKeys.ALICE, "n1");
        var signature = String.valueOf(request.getHeader("X-Signature")).substring(2);

        assertThat(authenticator.authenticate(request.with("X-Signature", signature)))
                .isEqualTo(new AuthenticatedRequest(ALICE, null));
        var upper = SignedRequest.by(TestKeys.ALICE, "n2");
        var hex = String.valueOf(upper.getHeader("X-Signature")).substring(2);
        assertThat(
                        authenticator.authenticate(
                                upper.with("X-Signature", hex.toUpperCase(Locale.ROOT))))
                .isEqualTo(new AuthenticatedRequest(ALICE, null));
    }

    @Test
    void longestNonceIsTaken() {
        assertThat(authenticator.authenticate(SignedRequest.by(TestKeys.ALICE, "n".repeat(256))))
                .isEqualTo(new AuthenticatedRequest(ALICE, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Hotkey", "X-Nonce", "X-Signature"})
    void everyHeaderIsNeededExactlyOnceAndPlain(String name) {
        int limit = name.equals("X-Hotkey") ? 128 : 256;
        for (var value : new String[] {"", "x".repeat(limit + 1), "ä", "a\tb", "a\u007f", "a\0"}) {
            assertRefused(ErrorCode.MISSING_AUTH, request().with(name, value));
        }
        assertRefused(ErrorCode.MISSING_AUTH, request().without(name));
        assertRefused(ErrorCode.MISSING_AUTH, request().and(name, "x"));
        assertRefused(
                ErrorCode.MISSING_AUTH,
                request().and(name, String.valueOf(request().getHeader(name))));
    }

    @Test
    void headersAreTakenUpToTheirLimits() {
        assertRefused(ErrorCode.UNAUTHORIZED_HOTKEY, request().with("X-Hotkey", "x".repeat(127)));
        assertRefused(ErrorCode.UNAUTHORIZED_HOTKEY, request().with("X-Hotkey", "x".repeat(128)));
        assertRefused(ErrorCode.INVALID_SIGNATURE, request().with("X-Nonce", "x".repeat(255)));
        assertRefused(ErrorCode.INVALID_SIGNATURE, request().with("X-Nonce", "x".repeat(256)));
        assertRefused(ErrorCode.INVALID_SIGNATURE, request().with("X-Signature", "0".repeat(255)));
        assertRefused(ErrorCode.INVALID_SIGNATURE, request().with("X-Signature", "0".repeat(256)));
    }

    @Test
    void requestWithNothingIsMissingAuth() {
        assertRefused(ErrorCode.MISSING_AUTH, new SignedRequest());
    }

    @Test
    void headersComeBeforeTheWhitelist() {
        assertRefused(authenticator(), ErrorCode.MISSING_AUTH, request().without("X-Signature"));
    }

    @Test
    void emptyWhitelistAsksToComeBack() {
        var refusal = assertRefused(authenticator(), ErrorCode.WHITELIST_NOT_READY, request());

        assertThat(refusal.retryAfter()).isPositive();
        assertThat(refusal.code().status().value()).isEqualTo(503);
    }

    @Test
    void emptyWhitelistComesBeforeMembership() {
        assertRefused(
                authenticator(),
                ErrorCode.WHITELIST_NOT_READY,
                SignedRequest.by(TestKeys.STRANGER, "n"));
    }

    @Test
    void strangersAreRefused() {
        assertRefused(ErrorCode.UNAUTHORIZED_HOTKEY, SignedRequest.by(TestKeys.STRANGER, "n"));
        assertRefused(
                ErrorCode.UNAUTHORIZED_HOTKEY, request().with("X-Hotkey", ALICE.address() + " "));
    }

    @Test
    void membershipComesBeforeTheAddressItself() {
        assertRefused(ErrorCode.UNAUTHORIZED_HOTKEY, request().with("X-Hotkey", "y".repeat(48)));
    }

    @Test
    void addressThatIsNoneIsRefused() {
        assertRefused(ErrorCode.INVALID_HOTKEY, SignedRequest.by(TestKeys.ALICE, NO_ADDRESS, "n"));
    }

    @Test
    void addressComesBeforeTheNonce() {
        nonces.consume(NO_ADDRESS, "n");

        assertRefused(ErrorCode.INVALID_HOTKEY, SignedRequest.by(TestKeys.ALICE, NO_ADDRESS, "n"));
    }

    @Test
    void nonceIsGoodOnce() {
        var request = request();
        authenticator.authenticate(request);

        assertRefused(ErrorCode.NONCE_REUSED, request);
        assertRefused(ErrorCode.NONCE_REUSED, request());
    }

    @Test
    void nonceComesBeforeTheSignature() {
        authenticator.authenticate(request());

        assertRefused(ErrorCode.NONCE_REUSED, request().with("X-Signature", "no hex"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void forgeryIsRefusedAndUsesNoNonceUp(SignedRequest forgery) {
        assertRefused(ErrorCode.INVALID_SIGNATURE, forgery);

        assertThat(authenticator.authenticate(request()))
                .isEqualTo(new AuthenticatedRequest(ALICE, null));
    }

    static SignedRequest[] forgeries() {
        var signature = String.valueOf(request().getHeader("X-Signature"));
        return new SignedRequest[] {
            SignedRequest.by(TestKeys.BOB, ALICE, "nonce-1"),
            SignedRequest.by(TestKeys.ALICE, "nonce-2").with("X-Nonce", "nonce-1"),
            request().with("X-Signature", "0x" + "0".repeat(128)),
            request().with("X-Signature", signature + "00"),
            request().with("X-Signature", signature.substring(0, signature.length() - 2)),
            request().with("X-Signature", " " + signature),
            request().with("X-Signature", "x"),
        };
    }

    private SignedRequest bound(String query, Duration age) {
        return SignedRequest.bound(
                TestKeys.ALICE, query, HASH, clock.instant().minus(age).getEpochSecond() + ":r");
    }

    @Test
    void signatureOfVersion2NamesTheArchive() {
        assertThat(authenticator.authenticate(bound("concurrent_tasks=2", Duration.ZERO)))
                .isEqualTo(
                        new AuthenticatedRequest(
                                ALICE, new ArchiveHash(HASH.toLowerCase(Locale.ROOT))));
        assertThat(authenticator.authenticate(bound("", Duration.ofSeconds(1))).archive())
                .isNotNull();
    }

    @Test
    void signatureOfVersion2IsGoodForFiveMinutesBeforeAndAfter() {
        for (int seconds : new int[] {300, -300, 299}) {
            authenticator.authenticate(bound("", Duration.ofSeconds(seconds)));
        }
        assertRefused(ErrorCode.STALE_NONCE, bound("", Duration.ofSeconds(301)));
        assertRefused(ErrorCode.STALE_NONCE, bound("", Duration.ofSeconds(-301)));
        for (var nonce :
                new String[] {"r", ":r", "1767225600", "1767225600:", "9".repeat(13) + ":r"}) {
            assertRefused(
                    ErrorCode.STALE_NONCE, SignedRequest.bound(TestKeys.ALICE, "", HASH, nonce));
        }
    }

    @Test
    void signatureOfVersion2HoldsForNothingElse() {
        var forgeries =
                new SignedRequest[] {
                    bound("concurrent_tasks=2", Duration.ZERO).query("concurrent_tasks=3"),
                    bound("", Duration.ZERO).query("concurrent_tasks=3"),
                    bound("", Duration.ZERO).with("X-Archive-Sha256", "0".repeat(64)),
                    bound("", Duration.ZERO)
                            .with("X-Archive-Sha256", HASH.toLowerCase(Locale.ROOT)),
                    bound("", Duration.ZERO).with("X-Signature-Version", "1"),
                    bound("", Duration.ZERO).path("/submit/"),
                    bound("", Duration.ZERO).method("PUT"),
                    SignedRequest.by(TestKeys.ALICE, clock.instant().getEpochSecond() + ":r")
                            .with("X-Signature-Version", "2")
                            .with("X-Archive-Sha256", HASH),
                };
        for (var forgery : forgeries) {
            assertRefused(ErrorCode.INVALID_SIGNATURE, forgery);
        }
        authenticator.authenticate(bound("", Duration.ZERO));
    }

    @Test
    void headersOfVersion2AreNeededWhole() {
        for (var version : new String[] {"0", "3", "02", "2 ", "two"}) {
            assertRefused(
                    ErrorCode.MISSING_AUTH,
                    bound("", Duration.ZERO).with("X-Signature-Version", version));
        }
        for (var hash : new String[] {"0".repeat(63), "g".repeat(64), "0x" + "0".repeat(62)}) {
            assertRefused(
                    ErrorCode.MISSING_AUTH,
                    bound("", Duration.ZERO).with("X-Archive-Sha256", hash));
        }
        assertRefused(ErrorCode.MISSING_AUTH, bound("", Duration.ZERO).without("X-Archive-Sha256"));
        assertRefused(
                ErrorCode.MISSING_AUTH, bound("", Duration.ZERO).and("X-Signature-Version", "2"));
    }

    @Test
    void signatureOfVersion1IsRefusedWhereTheBodyHasToBeSigned() {
        var strict = authenticator(new AuthSettings(Duration.ofDays(7), true), ALICE);

        assertRefused(strict, ErrorCode.BODY_SIGNATURE_REQUIRED, request());
        assertThat(strict.authenticate(bound("", Duration.ZERO)).hotkey()).isEqualTo(ALICE);
        assertThat(authenticator.authenticate(request()))
                .isEqualTo(new AuthenticatedRequest(ALICE, null));
    }

    @Test
    void exactlyOneOfManySimultaneousRequestsPasses() {
        var results =
                Simultaneously.call(
                        16,
                        number -> {
                            try {
                                authenticator.authenticate(request());
                                return "passed";
                            } catch (ApiException e) {
                                return e.code().wireName();
                            }
                        });

        assertThat(results).filteredOn("passed"::equals).hasSize(1);
        assertThat(results).filteredOn("nonce_reused"::equals).hasSize(15);
    }

    private static SignedRequest request() {
        return SignedRequest.by(TestKeys.ALICE, "nonce-1");
    }

    private Authenticator authenticator(Hotkey... validators) {
        return authenticator(SETTINGS, validators);
    }

    private Authenticator authenticator(AuthSettings settings, Hotkey... validators) {
        return new Authenticator(TestWhitelist.of(validators), nonces, settings, clock);
    }

    private void assertRefused(ErrorCode code, HttpServletRequest request) {
        assertRefused(authenticator, code, request);
    }

    private static ApiException assertRefused(
            Authenticator authenticator, ErrorCode code, HttpServletRequest request) {
        var refusal =
                assertThatExceptionOfType(ApiException.class)
                        .isThrownBy(() -> authenticator.authenticate(request))
                        .withMessageNotContainingAny(ALICE.address(), BOB.address(), "nonce-1")
                        .actual();
        assertThat(refusal.code()).isEqualTo(code);
        return refusal;
    }
}

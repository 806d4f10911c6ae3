package org.platformnetwork.termexecutor.hotkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ss58Tests {
    private static final String ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    @ParameterizedTest
    @CsvSource({
        ALICE + ", d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
        "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty,"
                + " 8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48",
        "5GNJqTPyNqANBkUVMN1LPPrxXnFouWXoe2wNSmmEoLctxiZY,"
                + " be5ddb1579b72e84524fc29e78609e3caf42e85aa118ebfe0b0ad404b5bdd25f"
    })
    void readsAndWritesKnownAddresses(String address, String hex) {
        PublicKey key = new PublicKey(HexFormat.of().parseHex(hex));
        assertThat(Ss58.decode(address)).contains(key);
        assertThat(Ss58.encode(key)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5B5Hfagqhhers2rXFKjPSKF1Rd4bBEfJBi9Pahy5LRfqdc2h", // prefix 41, begins with 5
                "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", // prefix 0
                "7NPoMQbiA6trJKkjB35uk96MeJD4PGWkLQLH7k7hXEkZpiba", // prefix 63
                "HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F", // prefix 2
                "Zp5wgt7iipcBBD8qrDbgQerUy6vWeg3np21675SE43SmZaPo9", // prefix 42 in two bytes
                "26VkzQ", // account index
                "Ks1TRTfTB2v19pD9G5yJ7QCuf8PT8EDE6ZPrHGo9DGneURtwh", // checksum of three bytes
                "yA3vprfzKUKan9P1eXE6iMGCMSMDZEnAtb6wEjTEf86eMi", // checksum of one byte
                "yA3vprfzKUKan9P1eXE6iMGCMSMDZEnAtb6wEjTEf86ZXt", // key of 31 bytes
                "KW7itot55zZFQ4soCM2AqjCLMCq2k9cFLzD1ya4jcetmcd4f5", // key of 33 bytes
                "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"
            })
    void refusesOtherFormsWithGoodChecksum(String address) {
        assertThat(Ss58.decode(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ", // last character
                "5GrwvaEF5zXb26Fz9rcQXDWS57CtERHpNehXCPcNoHGKutQY", // a middle character
                "5GrwvaEF5zbX26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", // two swapped
                "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKuti8", // checksum bytes swapped
                "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKv3gB", // checksum without SS58PRE
                "WpPp6YqTUURf17pk29pVUubDXKpAHLV4fSX8hNFTLBV9xbk4", // Alice's plus 2 to the 280
                "xMvgGXSfrxKiz9PVtT2a9bfzyYRSLFgJxELkCLtXs5hz1K5a", // and once more
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz" // more than 35 bytes
            })
    void refusesBadChecksum(String address) {
        assertThat(Ss58.decode(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(chars = {'l', '0', 'I', 'O', '\0', ' ', '\u00e9', '\u0661', '\ud800'})
    void refusesCharacterOutsideBase58(char stranger) {
        assertThat(Ss58.decode(ALICE.replace('a', stranger))).isEmpty();
    }

    @Test
    void refusesOtherLengths() {
        assertThat(Ss58.decode("")).isEmpty();
        assertThat(Ss58.decode(ALICE.substring(0, 47))).isEmpty();
        assertThat(Ss58.decode(ALICE)).isPresent();
        assertThat(Ss58.decode(ALICE + "1")).isEmpty();
        assertThat(Ss58.decode("1" + ALICE)).isEmpty();
        assertThat(Ss58.decode(ALICE + "\n")).isEmpty();
        assertThat(Ss58.decode("5".repeat(10_000_000))).isEmpty();
    }

    @Test
    void writesButNeverReadsTheAllZeroKey() {
        String address = Ss58.encode(new PublicKey(new byte[32]));
        assertThat(address).isEqualTo("5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM");
        assertThat(Ss58.decode(address)).isEmpty();
    }

    @Test
    void readsBackWhateverItWrites() {
        Random random = new Random(58);
        byte[] bytes = new byte[32];
        for (int i = 0; i < 2_000; i++) {
            random.nextBytes(bytes);
            PublicKey key = new PublicKey(bytes);
            assertThat(Ss58.decode(Ss58.encode(key))).as("turn %d, seed 58", i).contains(key);
        }
        bytes = HexFormat.of().parseHex("ff".repeat(32));
        assertThat(Ss58.decode(Ss58.encode(new PublicKey(bytes)))).contains(new PublicKey(bytes));
    }
}

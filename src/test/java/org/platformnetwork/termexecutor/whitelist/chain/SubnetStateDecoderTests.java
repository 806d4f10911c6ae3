package org.platformnetwork.termexecutor.whitelist.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.hotkey.PublicKey;
import org.platformnetwork.termexecutor.hotkey.Ss58;
import org.platformnetwork.termexecutor.testing.Spec293;
import org.platformnetwork.termexecutor.testing.SubnetStateEncoder;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph.Neuron;

class SubnetStateDecoderTests {

    private static final byte[] RECORDED = bytes(Spec293.SUBNET_100);

    @Test
    void readsWhatARealRuntimeAnswered() throws ChainException {
        var decoded = SubnetStateDecoder.decode(RECORDED, 100);

        assertThat(decoded.trailingBytes()).isZero();
        assertThat(decoded.neurons())
                .extracting(neuron -> Ss58.encode(neuron.hotkey()))
                .isEqualTo(Spec293.HOTKEYS);
        assertThat(decoded.neurons().stream().filter(Neuron::permit).map(Neuron::uid))
                .containsExactly(1, 2, 3, 4, 5, 6, 8, 9);
        assertThat(decoded.neurons().stream().filter(Neuron::active).map(Neuron::uid))
                .containsExactly(1, 2, 3, 5, 6, 7, 8, 11);
        assertThat(decoded.neurons())
                .extracting(Neuron::alphaStake)
                .containsExactly(
                        0L,
                        50_000_000_000_000L,
                        10_000_000_000_000L,
                        9_999_999_999_999L,
                        20_000_000_000_000L,
                        30_999_999_993_015L,
                        15_000_000_006_984L,
                        0L,
                        0L,
                        5_000_000_000L,
                        0L,
                        60_000_000_000_000L);
        assertThat(decoded.neurons().get(8).taoStake()).isEqualTo(100_000_000_000_000L);
        assertThat(decoded.neurons().get(8).totalStake()).isEqualTo(5_267_697_433_009L);
    }

    @Test
    void readsTheDefaultAccountAndTheEmptySubnet() throws ChainException {
        var one = SubnetStateDecoder.decode(bytes(Spec293.SUBNET_1), 1).neurons();

        assertThat(one).hasSize(1);
        assertThat(one.getFirst().hotkey().isAllZero()).isTrue();
        assertThat(one.getFirst().active()).isTrue();
        assertThat(SubnetStateDecoder.decode(bytes(Spec293.SUBNET_0), 0).neurons()).isEmpty();
    }

    @Test
    void readsASubnetAsLargeAsThoseOfTheMainnet() throws ChainException {
        var neurons = Neurons.random(1024, 20261122);
        var decoded = SubnetStateDecoder.decode(SubnetStateEncoder.encode(64, neurons), 64);

        assertThat(decoded).isEqualTo(new SubnetStateDecoder.Decoded(neurons, 0));
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < RECORDED.length; length++) {
            var truncated = Arrays.copyOf(RECORDED, length);
            assertThatThrownBy(() -> SubnetStateDecoder.decode(truncated, 100))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(ChainException.class);
        }
    }

    @Test
    void refusesEveryTruncationOfALargeSubnet() {
        var whole = SubnetStateEncoder.encode(100, Neurons.random(1024, 1));
        for (int length = 0; length < whole.length; length += 997) {
            var truncated = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> SubnetStateDecoder.decode(truncated, 100))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(ChainException.class);
        }
    }

    @Test
    void flippedByteNeverGivesAPartOfTheList() throws ChainException {
        int refused = 0;
        for (int at = 0; at < RECORDED.length; at++) {
            for (int flip : new int[] {0x01, 0x02, 0x80, 0xFF}) {
                var flipped = RECORDED.clone();
                flipped[at] ^= (byte) flip;
                refused += isRefusedOrWhole(flipped, 12, "byte %d ^ %x".formatted(at, flip));
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void randomDamageToALargeSubnetNeverGivesAPartOfTheList() throws ChainException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var whole = SubnetStateEncoder.encode(100, Neurons.random(1024, seed));
        for (int i = 0; i < 300; i++) {
            var damaged = whole.clone();
            int at = random.nextInt(whole.length);
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            isRefusedOrWhole(damaged, 1024, "seed %d, byte %d".formatted(seed, at));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0400", "", "02", "ff", "0464"})
    void refusesNoneAndTheOldEncodings(String hex) {
        assertThatThrownBy(() -> SubnetStateDecoder.decode(HexFormat.of().parseHex(hex), 100))
                .isInstanceOf(ChainException.class);
    }

    @Test
    void refusesTheAnswerWrappedInABytesVector() {
        int length = RECORDED.length;
        var wrapped = new byte[length + 2];
        wrapped[0] = (byte) (length << 2 | 1);
        wrapped[1] = (byte) (length >> 6);
        System.arraycopy(RECORDED, 0, wrapped, 2, length);

        assertThatThrownBy(() -> SubnetStateDecoder.decode(wrapped, 100))
                .isInstanceOf(ChainException.class);
    }

    @Test
    void countsTrailingBytesForTheCallerToJudge() throws ChainException {
        var longer = Arrays.copyOf(RECORDED, RECORDED.length + 3);

        assertThat(SubnetStateDecoder.decode(longer, 100).trailingBytes()).isEqualTo(3);
        assertThat(SubnetStateDecoder.decode(longer, 100).neurons()).hasSize(12);
    }

    @Test
    void refusesAnotherSubnetThanAsked() {
        assertThatThrownBy(() -> SubnetStateDecoder.decode(RECORDED, 101))
                .hasMessage("answers for subnet 100 instead of 101");
    }

    @Test
    void refusesListsOfUnequalLengths() {
        var hex = HexFormat.of().formatHex(RECORDED);
        var active = "30000101010001010101000001";
        var fewer = hex.replaceFirst(active, "2c0001010100010101010000");

        assertThat(fewer).isNotEqualTo(hex);
        assertThatThrownBy(() -> SubnetStateDecoder.decode(HexFormat.of().parseHex(fewer), 100))
                .hasMessage("the state's lists have unequal lengths");
    }

    @Test
    void boundsStakesAtTheLargestSignedNumber() throws ChainException {
        assertThat(SubnetStateDecoder.decode(withStake(Long.MAX_VALUE), 100).neurons().getFirst())
                .extracting(Neuron::alphaStake)
                .isEqualTo(Long.MAX_VALUE);
        for (long stake : new long[] {Long.MIN_VALUE, -1}) {
            assertThatThrownBy(() -> SubnetStateDecoder.decode(withStake(stake), 100))
                    .hasMessageContaining("larger than can exist");
        }
    }

    private static byte[] withStake(long stake) {
        var key = new PublicKey(new byte[PublicKey.LENGTH]);
        return SubnetStateEncoder.encode(100, List.of(new Neuron(0, key, true, true, stake, 0, 0)));
    }

    /** 1 when refused; a list must have all its neurons, and nothing else may be thrown. */
    private static int isRefusedOrWhole(byte[] answer, int size, String description) {
        try {
            var neurons = SubnetStateDecoder.decode(answer, 100).neurons();
            assertThat(neurons).as(description).hasSize(size);
            return 0;
        } catch (ChainException e) {
            assertThat(e).as(description).message().isNotEmpty();
            return 1;
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }
}

package org.platformnetwork.termexecutor.testing;

import java.util.List;

/**
 * What a real runtime of spec version 293 answered about a subnet 100 of twelve neurons made to
 * hold every edge of the rule, and what an independent decoder made of it.
 */
public final class Spec293 {

    public static final int SPEC_VERSION = 293;
    public static final long BLOCK = 0x5a;
    public static final String GENESIS =
            "0x4545454545454545454545454545454545454545454545454545454545454545";
    public static final String HEAD =
            "0xdde9aa707199f4a0247a432429fd16e62814384fb885169fce27e0f2cbd58403";

    /** The header of {@link #HEAD}; its number has leading zeros. */
    public static final String HEADER =
            """
            {"parentHash": "0xdce3d0a8581e2b5345ac2072ac86c2c46fb5a6edce868e98afd418252875b34b", "number": "0x0000005a", "stateRoot": "0x0000000000000000000000000000000000000000000000000000000000000000", "extrinsicsRoot": "0x638352a3de5200c81a82ea0f687dd3e98f90a4791b0f83e44c2f6efcf1dc6e2c", "digest": {"logs": ["0x0661757261204a98026b00000000"]}}
            """;

    public static final String RUNTIME_VERSION =
            """
            {"specName": "node-subtensor", "implName": "node-subtensor", "authoringVersion": 1, "specVersion": 293, "implVersion": 1, "apis": [["0xdf6acb689907609b", 5], ["0x37e397fc7c91f5e4", 2], ["0x40fe3ad401f8959a", 6], ["0xfbc577b9d747efd6", 1], ["0xd2bc9897eed08f15", 3], ["0xf78b278be53f454c", 2], ["0xdd718d5cc53262d4", 1], ["0xab3c0572291feb8b", 1], ["0xed99c5acb25eedf5", 3], ["0xbc9d89904f5b923f", 1], ["0x37c8bb1350a9a2a8", 4], ["0xf3ff14d5ab527059", 3], ["0x582211f65bb14b89", 5], ["0xe65b00e46cedd0aa", 2], ["0x42e62be4a39e5b60", 1], ["0x806df4ccaa9ed485", 1], ["0x8375104b299b74c5", 1], ["0x5d1fbfbe852f2807", 1], ["0xc6886e2f8e598b0a", 1], ["0xa8b093e6508d9e9c", 1]], "transactionVersion": 1, "stateVersion": 1}
            """;

    public static final String SUBNET_100 =
            "0x01910130faee69b4469d813c88a82b5de011ae2fd0d5e74aacb17dcbdd88542599ddc452a4"
                    + "e0c285939e0d34ff3bea481b4ce9b0b995974ed652de5603972e0bde51a57f50904bf1bbd62d"
                    + "02e88bc8869996f42731775a2b43e1f63e938a761e16f5e122c6e0e143fb564372b8cbbe025c"
                    + "60648647bfb70d6d4d91931130444b6a2f9c623497e5ad137263cc3c3d8b2a6f385b44334d3e"
                    + "be44a290e852cf07c00750567642c4314ba1dbcb98509fa1075ce1aebf357691b1e2b4014776"
                    + "802943d3c99d34aa6745a08e9b7b46041a8ad13df0a25217155ff82d3d238054a1959fc0c896"
                    + "30b05e8a994a0432c97bff71a98ddbd84941e59b306bf1288525c471108947ba22f4f8008480"
                    + "cf0cfc85dd9a78b0080095b803a92727a052a94320ba02f42ace59da3c28e41d85b5eea57156"
                    + "800ba081a45e3bce5ec99d11f42be866774fb4410ba0e95b367da11503378fdb6d20278c6370"
                    + "3540038fe4fcae10d6347cda3bbd173a708e7b82d82cf6229380d560d06e0263b1caf966d346"
                    + "2d0dd7557dd369670b30d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7"
                    + "a56da27dd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27dd435"
                    + "93c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27dd43593c715fdd31c"
                    + "61141abd04a99fd6822c8558854ccde39a5684e7a56da27dd43593c715fdd31c61141abd04a9"
                    + "9fd6822c8558854ccde39a5684e7a56da27d8eaf04151687736326c9fea17e25fc5287613693"
                    + "c912909cb226aa4794f26a488eaf04151687736326c9fea17e25fc5287613693c912909cb226"
                    + "aa4794f26a4890b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22"
                    + "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27dd43593c715fd"
                    + "d31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27dd43593c715fdd31c61141abd"
                    + "04a99fd6822c8558854ccde39a5684e7a56da27dd43593c715fdd31c61141abd04a99fd6822c"
                    + "8558854ccde39a5684e7a56da27d300001010100010101010000013000010101010101000101"
                    + "00003000feff0300cdcccdcc00e27a02003233010000e16b000000300c150119011d01242101"
                    + "250129012d01383c610130000000000000000000000000300000000000000000000000003000"
                    + "0000000000000000000000300000000000000000000000003000000000000000000000000030"
                    + "000000000000000000000000300c181c2024282c3034383c610130000b00203d88792d0b00a0"
                    + "724e18090bff9f724e18090b0040e59c30120bb7d4fcbf311c0b480bac75a40d00000700f205"
                    + "2a01000b00c0afd691363000000000000000000b00407a10f35a00000030000b00203d88792d"
                    + "0b00a0724e18090bff9f724e18090b0040e59c30120bb7d4fcbf311c0b480bac75a40d000bb1"
                    + "f93b7bca040700f2052a01000b00c0afd691360c300000000000000000000000003000000000"
                    + "000000000000000030000000000000000000000000";

    public static final String SUBNET_1 =
            "0x01040400000000000000000000000000000000000000000000000000000000000000000400"
                    + "0000000000000000000000000000000000000000000000000000000000000004010400040004"
                    + "0004000400040004000400040004000402286bee04000402286bee0c040004000400";

    /** The root subnet without neurons. */
    public static final String SUBNET_0 = "0x0100000000000000000000000000000000000c000000";

    /** The hotkeys of subnet 100 by uid. */
    public static final List<String> HOTKEYS =
            List.of(
                    "5HjieknWUF9z8hMZ4Q3HKyJuoe9pmAZ5WPeh2SekNxKsF2G6",
                    "5FntUfpakvz4NF4UWjD89pgvEiBRmPA1aaCHbxrsTD5tSrma",
                    "5DtLZ2Y7PRxd33GyGT2ibJEcnw6FZodfsS9sWSFxExAp4wzN",
                    "5GZU9Ah9PSPUof7KLXaX1nmMc5X7EweYWRbX3MvhkcL4FTbk",
                    "5DFfUDW7gYpBavjtt72R3PqHDq2WdrQ5CTYbcdZ1dMq4rrtv",
                    "5DaFJHoZBWRgRJzP6WkJFLPNam5319eityJcMdZZg2w7Hmek",
                    "5Fv8g9TvGj4ac85JNGQTPibqV8fMy6bmf32VVZpqsdsKj6L9",
                    "5G3xNPMa1KeoskX7vUSBqBPiFQPp21SHC6PqJ8KqpJ1UUn3S",
                    "5HbuDJqsd9Tzcy7Lp3o4rPoMPXrazsbzW3JrMPzB26vMz18a",
                    "5GzrAeiAshBr2yia5i1KqpnewJNzywxVMrSCbjm7U98RmNME",
                    "5Fhgqg4TcmiKJKZJ98oy863VqFirgEr5h8TCSQggogWQ5xUm",
                    "5DPL54He321notpcXn7eGgiH75YL7R31UcgcxaH3FsMnk6iJ");

    /** The uids of those whose {@code alpha_stake} makes them validators at 10,000. */
    public static final List<Integer> VALIDATORS = List.of(1, 2, 5, 6);

    private Spec293() {}
}

package org.platformnetwork.termexecutor.sandbox.isolation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What decides on one system call: instructions of classic BPF (linux/filter.h) over {@code struct
 * seccomp_data} (linux/seccomp.h), which all end in an action.
 */
record FilterBlock(List<Instruction> instructions) {

    /** SECCOMP_RET_ALLOW. */
    static final int ALLOW = 0x7FFF_0000;

    private static final int SECCOMP_RET_ERRNO = 0x0005_0000;

    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_AT_LEAST = 0x35;
    private static final int JUMP_IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;

    /**
     * A {@code struct sock_filter}.
     *
     * @param ifTrue how many instructions a jump then skips
     * @param ifFalse how many it skips otherwise
     */
    record Instruction(int code, int ifTrue, int ifFalse, int operand) {

        static final int SIZE = 8;

        Instruction {
            if (ifTrue > 255 || ifFalse > 255) {
                throw new IllegalArgumentException("a jump too far");
            }
        }

        private static Instruction load(int offset) {
            return new Instruction(LOAD_WORD, 0, 0, offset);
        }

        private static Instruction end(int action) {
            return new Instruction(RETURN, 0, 0, action);
        }

        private void put(ByteBuffer target) {
            target.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
        }
    }

    FilterBlock {
        instructions = List.copyOf(instructions);
    }

    /** The action that lets a call fail. */
    static int error(int errno) {
        return SECCOMP_RET_ERRNO | errno;
    }

    static FilterBlock always(int action) {
        return new FilterBlock(List.of(Instruction.end(action)));
    }

    /** Decides by the low half of an argument, all that the kernel looks at in an int. */
    static FilterBlock ifAnyBit(int argument, int mask, int then, int otherwise) {
        return new FilterBlock(
                List.of(
                        Instruction.load(offset(argument)),
                        new Instruction(JUMP_IF_ANY_BIT, 0, 1, mask),
                        Instruction.end(then),
                        Instruction.end(otherwise)));
    }

    /** As {@link #ifAnyBit}, by whether it is one of some values. */
    static FilterBlock ifOneOf(int argument, List<Integer> values, int then, int otherwise) {
        var block = new ArrayList<Instruction>();
        block.add(Instruction.load(offset(argument)));
        for (int value : values) {
            block.add(new Instruction(JUMP_IF_EQUAL, 0, 1, value));
            block.add(Instruction.end(then));
        }
        block.add(Instruction.end(otherwise));
        return new FilterBlock(block);
    }

    /** The first half on machines of little endian, as all are that have a table. */
    private static int offset(int argument) {
        return ARGUMENTS + 8 * argument;
    }

    /**
     * A whole program. Neighbours of one block are one range, and ranges are tried in their order:
     * the kernel keeps by number what is allowed whatever the arguments.
     *
     * @param architecture of the calls that there are; all of others are unknown
     * @param blocks by the number of their call
     * @param unknown for all other numbers
     */
    static byte[] dispatch(
            int architecture, SortedMap<Integer, FilterBlock> blocks, FilterBlock unknown) {
        var program = new ArrayList<Instruction>();
        program.add(Instruction.load(ARCHITECTURE));
        program.add(new Instruction(JUMP_IF_EQUAL, unknown.size(), 0, architecture));
        program.addAll(unknown.instructions);
        program.add(Instruction.load(NUMBER));
        var block = unknown;
        int next = 0;
        for (Map.Entry<Integer, FilterBlock> call : blocks.entrySet()) {
            if (call.getKey() > next) {
                block = turn(program, block, unknown, next);
            }
            block = turn(program, block, call.getValue(), call.getKey());
            next = call.getKey() + 1;
        }
        turn(program, block, unknown, next);
        program.addAll(unknown.instructions);
        var bytes =
                ByteBuffer.allocate(program.size() * Instruction.SIZE)
                        .order(ByteOrder.nativeOrder());
        program.forEach(instruction -> instruction.put(bytes));
        return bytes.array();
    }

    /** Ends the range of a block where that of another begins; returns the latter. */
    private static FilterBlock turn(
            List<Instruction> program, FilterBlock block, FilterBlock other, int number) {
        if (!block.equals(other) && number > 0) {
            program.add(new Instruction(JUMP_IF_AT_LEAST, block.size(), 0, number));
            program.addAll(block.instructions);
        }
        return other;
    }

    private int size() {
        return instructions.size();
    }
}

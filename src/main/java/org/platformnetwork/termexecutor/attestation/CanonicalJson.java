package org.platformnetwork.termexecutor.attestation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The one spelling of a JSON value that RFC 8785 defines, so that whoever formats or reorders it
 * still comes to the same bytes. What two readers could understand differently has none.
 */
final class CanonicalJson {

    /** The largest integer that every reader holds exactly (RFC 7493, section 2.2). */
    private static final long MAX_INTEGER = (1L << 53) - 1;

    private static final int MAX_PLAIN_DIGITS = 21;
    private static final int MAX_LEADING_ZEROS = 6;

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    /**
     * Its bytes, in UTF-8.
     *
     * @throws IllegalArgumentException for a lone surrogate, an integer beyond 2^53 - 1, or a
     *     number that is invalid; says so in a sentence
     */
    static byte[] of(JsonNode value) {
        var json = new CanonicalJson();
        json.write(value);
        return json.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> writeObject(value);
            case ARRAY -> writeArray(value);
            case STRING -> writeString(value.stringValue());
            case NUMBER -> out.append(number(value));
            case BOOLEAN -> out.append(value.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO ->
                    throw new IllegalArgumentException(
                            "It holds something that is not a JSON value.");
        }
    }

    /** Members stand in the order of their names' UTF-16 units, which is that of Java's strings. */
    private void writeObject(JsonNode object) {
        var members = new TreeMap<String, JsonNode>();
        object.forEachEntry(members::put);
        char before = '{';
        for (var member : members.entrySet()) {
            out.append(before);
            writeString(member.getKey());
            out.append(':');
            write(member.getValue());
            before = ',';
        }
        out.append(members.isEmpty() ? "{}" : "}");
    }

    private void writeArray(JsonNode array) {
        char before = '[';
        for (var element : array) {
            out.append(before);
            write(element);
            before = ',';
        }
        out.append(array.isEmpty() ? "[]" : "]");
    }

    private void writeString(String text) {
        out.append('"');
        text.codePoints().forEach(this::writeCharacter);
        out.append('"');
    }

    private void writeCharacter(int character) {
        switch (character) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default -> {
                if (character < ' ') {
                    out.append("\\u%04x".formatted(character));
                } else if (Character.getType(character) == Character.SURROGATE) {
                    throw new IllegalArgumentException("It holds half a character.");
                } else {
                    out.appendCodePoint(character);
                }
            }
        }
    }

    private static String number(JsonNode number) {
        if (!number.isIntegralNumber()) {
            return number(number.doubleValue());
        }
        if (!number.canConvertToLong()
                || number.longValue() > MAX_INTEGER
                || number.longValue() < -MAX_INTEGER) {
            throw new IllegalArgumentException("It holds an integer beyond 2^53 - 1.");
        }
        return Long.toString(number.longValue());
    }

    /** As ECMAScript's Number::toString lays out the shortest digits that mean this number. */
    private static String number(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("It holds an invalid number.");
        }
        if (number == 0) {
            return "0";
        }
        var shortest = shortest(Math.abs(number));
        var digits = shortest.unscaledValue().toString();
        int point = shortest.precision() - shortest.scale();
        return (number < 0 ? "-" : "") + layOut(digits, point);
    }

    /**
     * @param point how many of the digits stand before the decimal point; any integer
     */
    private static String layOut(String digits, int point) {
        int count = digits.length();
        if (point > MAX_PLAIN_DIGITS || point <= -MAX_LEADING_ZEROS) {
            var fraction = count == 1 ? "" : "." + digits.substring(1);
            var exponent = (point > 0 ? "e+" : "e-") + Math.abs(point - 1);
            return digits.charAt(0) + fraction + exponent;
        }
        if (point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        return point >= count
                ? digits + "0".repeat(point - count)
                : digits.substring(0, point) + "." + digits.substring(point);
    }

    /** Java writes two digits at least, also where one says the same: 4.9E-324 for 5e-324. */
    private static BigDecimal shortest(double number) {
        var written = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        var one = written.round(new MathContext(1)).stripTrailingZeros();
        return one.doubleValue() == number ? one : written;
    }
}

package org.platformnetwork.termexecutor.pipeline.control;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of assertions by language, and of those that hold exactly when the named one does not. */
final class Opposites {

    /** Takes the receivers that mark a name as an assertion; empty means that none is needed. */
    private record Family(Set<String> receivers, Map<String, String> names) {}

    private static final Map<Language, Family> CALLS =
            Map.of(
                    Language.PYTHON,
                    family(
                            Set.of("self", "cls"),
                            "assertEqual assertNotEqual",
                            "assertTrue assertFalse",
                            "assertIs assertIsNot",
                            "assertIn assertNotIn",
                            "assertIsNone assertIsNotNone",
                            "assertIsInstance assertNotIsInstance",
                            "assertAlmostEqual assertNotAlmostEqual",
                            "assertGreater assertLessEqual",
                            "assertLess assertGreaterEqual",
                            "assertRegex assertNotRegex",
                            "assert_called assert_not_called",
                            "assert_called_once assert_not_called",
                            "assert_awaited assert_not_awaited"),
                    Language.JAVASCRIPT,
                    family(
                            Set.of("assert", "t", "strict"),
                            "equal notEqual",
                            "strictEqual notStrictEqual",
                            "deepEqual notDeepEqual",
                            "deepStrictEqual notDeepStrictEqual",
                            "match doesNotMatch",
                            "throws doesNotThrow",
                            "rejects doesNotReject",
                            "ok notOk",
                            "is not",
                            "true false",
                            "truthy falsy",
                            "isTrue isFalse",
                            "include notInclude",
                            "lengthOf notLengthOf",
                            "isNull isNotNull",
                            "isOk isNotOk",
                            "isDefined isUndefined",
                            "exists notExists",
                            "property notProperty",
                            "same notSame",
                            "regex notRegex",
                            "notThrows throws",
                            "called notCalled"),
                    Language.GO,
                    family(
                            Set.of("assert", "require"),
                            "Equal NotEqual",
                            "Equalf NotEqualf",
                            "True False",
                            "Truef Falsef",
                            "Nil NotNil",
                            "NoError Error",
                            "NoErrorf Errorf",
                            "Contains NotContains",
                            "Empty NotEmpty",
                            "Zero NotZero",
                            "Panics NotPanics"),
                    Language.JAVA,
                    family(
                            Set.of(),
                            "assertEquals assertNotEquals",
                            "assertTrue assertFalse",
                            "assertNull assertNotNull",
                            "assertSame assertNotSame"));

    /** Called on what assertThat or Expect returned. */
    private static final Map<String, String> CHAINED =
            pairs(
                    "isEqualTo isNotEqualTo",
                    "isTrue isFalse",
                    "isNull isNotNull",
                    "isEmpty isNotEmpty",
                    "contains doesNotContain",
                    "isSameAs isNotSameAs",
                    "isInstanceOf isNotInstanceOf",
                    "isPresent isEmpty",
                    "startsWith doesNotStartWith",
                    "endsWith doesNotEndWith",
                    "To NotTo",
                    "ToNot To",
                    "Should ShouldNot");

    /** Assertions of which one argument is what the other is compared with. */
    private static final Set<String> EQUALITIES =
            Set.of(
                    "assertEqual",
                    "assertEquals",
                    "assertListEqual",
                    "assertDictEqual",
                    "assertTupleEqual",
                    "assertIs",
                    "assert_eq",
                    "equal",
                    "equals",
                    "eq",
                    "eql",
                    "strictEqual",
                    "deepEqual",
                    "deepStrictEqual",
                    "is",
                    "Equal",
                    "EqualValues",
                    "Equalf",
                    "Len",
                    "isEqualTo",
                    "hasSize",
                    "toBe",
                    "toEqual",
                    "toStrictEqual",
                    "toHaveLength",
                    "toHaveBeenCalledWith",
                    "toHaveBeenLastCalledWith",
                    "toHaveBeenCalledTimes",
                    "toMatchObject",
                    "calledWith",
                    "same",
                    "lengthOf");

    /** Assertions of unittest.mock about the arguments of a call, whatever they are called on. */
    private static final Pattern CALLED_WITH =
            Pattern.compile("assert_(?:any_call|(?:called|awaited)(?:_once)?_with)");

    /** Those of node:assert that can be imported by themselves, and have a value to expect. */
    private static final Set<String> IMPORTED =
            Set.of("equal", "strictEqual", "deepEqual", "deepStrictEqual");

    private Opposites() {}

    private static Family family(Set<String> receivers, String... pairs) {
        return new Family(receivers, pairs(pairs));
    }

    private static Map<String, String> pairs(String... pairs) {
        var names = new HashMap<String, String>();
        for (var pair : pairs) {
            var both = pair.split(" ", 2);
            names.put(both[0], both[1]);
            names.putIfAbsent(both[1], both[0]);
        }
        return Map.copyOf(names);
    }

    /**
     * Of a call.
     *
     * @param receiver what stands before the name's point; empty without one
     */
    static @Nullable String ofCall(Language language, String receiver, String name) {
        var family = CALLS.get(language);
        boolean isKnown =
                family != null
                        && (family.receivers().isEmpty()
                                || family.receivers().contains(receiver)
                                || name.startsWith("assert_"));
        if (family == null || !isKnown) {
            return null;
        }
        return family.names().get(name);
    }

    static @Nullable String ofChained(String name) {
        return CHAINED.get(name);
    }

    static boolean isCalledWith(String name) {
        return CALLED_WITH.matcher(name).matches();
    }

    static boolean isImported(String name) {
        return IMPORTED.contains(name);
    }

    static boolean isEquality(String name) {
        return EQUALITIES.contains(name);
    }
}

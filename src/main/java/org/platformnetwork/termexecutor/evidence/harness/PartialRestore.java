package org.platformnetwork.termexecutor.evidence.harness;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.node.ObjectNode;

/** What restoring sections of JSON and of TOML has in common. */
final class PartialRestore {

    private PartialRestore() {}

    /** Throws a JacksonException when the content is not one object. */
    static ObjectNode object(ObjectMapper mapper, byte[] content) {
        if (mapper.readTree(content) instanceof ObjectNode object) {
            return object;
        }
        throw MismatchedInputException.from(null, ObjectNode.class, "not an object");
    }

    /** Gives the key the base's value, or takes it away when the base had none. */
    static void putBack(ObjectNode target, ObjectNode base, String key) {
        var value = base.get(key);
        if (value == null) {
            target.remove(key);
        } else {
            target.set(key, value.deepCopy());
        }
    }
}

package org.platformnetwork.termexecutor.deploy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.kubernetes.client.custom.QuantityFormatException;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An object of the cluster's API as a manifest writes it, judged by the official client's models:
 * their validation knows every field and which are needed, and what is written comes out of them
 * only as it was when every value has its type (Gson alone would take "no" for a boolean).
 */
record KubernetesObject(JsonNode json) {

    private static final Gson GSON =
            new GsonBuilder()
                    .registerTypeAdapter(OffsetDateTime.class, new Rfc3339().nullSafe())
                    .create();

    /** The only type of the models that Gson cannot look into; no manifest has a time. */
    private static final class Rfc3339 extends TypeAdapter<OffsetDateTime> {

        @Override
        public void write(JsonWriter out, OffsetDateTime time) throws IOException {
            out.value(time.toString());
        }

        @Override
        public OffsetDateTime read(JsonReader in) throws IOException {
            return OffsetDateTime.parse(in.nextString());
        }
    }

    @FunctionalInterface
    private interface Validation {
        void validate(JsonElement element) throws IOException;
    }

    String kind() {
        return json.path("kind").asString();
    }

    /** What is wrong with it; null when the API would take it. */
    @Nullable String complaint() {
        return switch (json.path("apiVersion").asString() + " " + kind()) {
            case "v1 ConfigMap" -> complaint(V1ConfigMap::validateJsonElement, V1ConfigMap.class);
            case "v1 Namespace" -> complaint(V1Namespace::validateJsonElement, V1Namespace.class);
            case "v1 PersistentVolumeClaim" ->
                    complaint(
                            V1PersistentVolumeClaim::validateJsonElement,
                            V1PersistentVolumeClaim.class);
            case "v1 Service" -> complaint(V1Service::validateJsonElement, V1Service.class);
            case "v1 ServiceAccount" ->
                    complaint(V1ServiceAccount::validateJsonElement, V1ServiceAccount.class);
            case "apps/v1 Deployment" ->
                    complaint(V1Deployment::validateJsonElement, V1Deployment.class);
            case "networking.k8s.io/v1 NetworkPolicy" ->
                    complaint(V1NetworkPolicy::validateJsonElement, V1NetworkPolicy.class);
            case "policy/v1 PodDisruptionBudget" ->
                    complaint(
                            V1PodDisruptionBudget::validateJsonElement,
                            V1PodDisruptionBudget.class);
            // Of KEDA, of which the client has no model: FleetManifestTests look into it.
            case "keda.sh/v1alpha1 ScaledObject" -> null;
            case String other -> "no object of the cluster's: " + other;
        };
    }

    private @Nullable String complaint(Validation validation, Class<?> model) {
        try {
            var element = JsonParser.parseString(json.toString());
            validation.validate(element);
            var read = GSON.toJsonTree(GSON.fromJson(element, model));
            return keeps(read, element) ? null : "some value has another type: " + read;
        } catch (IOException
                | IllegalArgumentException
                | JsonSyntaxException
                | QuantityFormatException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** What is read has empty lists besides. */
    private static boolean keeps(@Nullable JsonElement read, JsonElement written) {
        if (read instanceof JsonObject object && written instanceof JsonObject expected) {
            return expected.entrySet().stream()
                    .allMatch(entry -> keeps(object.get(entry.getKey()), entry.getValue()));
        }
        if (read instanceof JsonArray list && written instanceof JsonArray expected) {
            return list.size() == expected.size()
                    && IntStream.range(0, list.size())
                            .allMatch(i -> keeps(list.get(i), expected.get(i)));
        }
        return written.equals(read);
    }
}

package org.platformnetwork.termexecutor;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;

/**
 * Says in one line which environment variable stopped the start, its value, and what is allowed.
 * The variable's name is found in the placeholder of {@code application.yml}.
 */
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)");

    /** How a settings record names the component that its constructor refuses. */
    private static final Pattern COMPONENT = Pattern.compile("([a-z-]+): (.+)");

    /** Variables whose values are never shown. */
    private static final Set<String> HIDDEN =
            Set.of(
                    "BITTENSOR_RPC",
                    "DATABASE_URL",
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                    "TRUSTED_VALIDATORS");

    private final @Nullable Environment environment;

    SettingFailureAnalyzer(@Nullable Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable root, BindException failure) {
        var invalid = findCause(root, BindValidationException.class);
        if (invalid != null) {
            for (var error : invalid.getValidationErrors()) {
                if (error instanceof FieldError field) {
                    var name =
                            invalid.getValidationErrors()
                                    .getName()
                                    .append(dashed(field.getField()));
                    return analysis(name, String.valueOf(field.getDefaultMessage()), failure);
                }
            }
        }
        var refused = COMPONENT.matcher(String.valueOf(rootMessage(failure)));
        if (refused.matches()) {
            return analysis(failure.getName().append(refused.group(1)), refused.group(2), failure);
        }
        return analysis(failure.getName(), allowed(failure, root), failure);
    }

    private String allowed(BindException failure, Throwable root) {
        var conversion = findCause(root, ConversionFailedException.class);
        var type = conversion == null ? null : conversion.getTargetType().getType();
        if (type == null) {
            return Objects.requireNonNullElse(rootMessage(failure), "another value");
        }
        if (type == Duration.class) {
            return "a whole number of seconds";
        }
        if (type == DataSize.class) {
            return "a whole number of bytes";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" or "));
        }
        return Number.class.isAssignableFrom(type) || type.isPrimitive()
                ? "a number"
                : "a value of the kind " + type.getSimpleName();
    }

    private FailureAnalysis analysis(
            ConfigurationPropertyName property, String allowed, Throwable cause) {
        var variable = variable(property.toString());
        var value =
                HIDDEN.contains(variable) || environment == null
                        ? "(hidden)"
                        : environment.getProperty(property.toString(), "");
        return new FailureAnalysis(
                "%s=%s is not allowed: %s.".formatted(variable, value, allowed), null, cause);
    }

    /** The first variable of the property's placeholder that is set, else the first one. */
    private String variable(String property) {
        if (environment instanceof ConfigurableEnvironment configurable) {
            for (var source : configurable.getPropertySources()) {
                if (source instanceof OriginTrackedMapPropertySource map
                        && map.getProperty(property) instanceof String placeholder) {
                    var names =
                            VARIABLE.matcher(placeholder)
                                    .results()
                                    .map(match -> match.group(1))
                                    .toList();
                    return names.stream()
                            .filter(environment::containsProperty)
                            .findFirst()
                            .orElse(names.isEmpty() ? property : names.getFirst());
                }
            }
        }
        return property;
    }

    private static String dashed(String field) {
        return field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static @Nullable String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}

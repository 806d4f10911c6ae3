package org.platformnetwork.termexecutor;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.settings.Variables;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;
import org.springframework.validation.Validator;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/**
 * Says in one line which environment variables stopped the start, their values, and what is
 * allowed. A variable's name is found in the placeholder of {@code application.yml}.
 */
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    /** How a settings record names the component that its constructor refuses. */
    private static final Pattern COMPONENT = Pattern.compile("([a-z-]+): (.+)");

    private final @Nullable ListableBeanFactory beans;
    private final @Nullable ConfigurableEnvironment environment;

    SettingFailureAnalyzer(@Nullable BeanFactory beans, @Nullable Environment environment) {
        this.beans = beans instanceof ListableBeanFactory all ? all : null;
        this.environment =
                environment instanceof ConfigurableEnvironment configurable ? configurable : null;
    }

    /**
     * What a variable may be.
     *
     * @param property that is set by it
     */
    private record Refusal(String property, String allowed) {}

    @Override
    protected FailureAnalysis analyze(Throwable root, BindException failure) {
        var first = refusal(root, failure);
        var sentences = new LinkedHashSet<String>();
        if (environment == null) {
            sentences.add(sentence(first.property(), "(hidden)", first));
        } else {
            var variables = new Variables(environment);
            add(sentences, first, environment, variables);
            if (beans != null) {
                addOthers(sentences, beans, environment, variables);
            }
        }
        return new FailureAnalysis(String.join(" ", sentences), null, failure);
    }

    /** The context is closed by now: what it would have bound next is bound here. */
    private void addOthers(
            Set<String> sentences,
            ListableBeanFactory all,
            ConfigurableEnvironment settings,
            Variables variables) {
        try (var validator = new LocalValidatorFactoryBean()) {
            validator.afterPropertiesSet();
            for (var name : all.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
                var type = all.getType(name);
                if (type == null) {
                    continue;
                }
                var refusal = refusal(type, validator, settings);
                // Each is found with the defaults in place of those found before.
                while (refusal != null && add(sentences, refusal, settings, variables)) {
                    refusal = refusal(type, validator, settings);
                }
            }
        }
    }

    private @Nullable Refusal refusal(
            Class<?> type, Validator validator, ConfigurableEnvironment settings) {
        var prefix = type.getAnnotation(ConfigurationProperties.class).value();
        var binder =
                new Binder(
                        ConfigurationPropertySources.get(settings),
                        new PropertySourcesPlaceholdersResolver(settings),
                        settings.getConversionService(),
                        null);
        try {
            binder.bindOrCreate(prefix, Bindable.of(type), new ValidationBindHandler(validator));
            return null;
        } catch (BindException e) {
            return refusal(e, e);
        }
    }

    /** Whether another one may be found in its place. */
    private static boolean add(
            Set<String> sentences,
            Refusal refusal,
            ConfigurableEnvironment settings,
            Variables variables) {
        var variable = variables.of(refusal.property());
        var name = variable == null ? refusal.property() : variable;
        var value = variables.shown(name, settings.getProperty(refusal.property(), ""));
        boolean isNew = sentences.add(sentence(name, value, refusal));
        if (variable != null) {
            variables.ignore(variable);
        }
        return isNew && variable != null;
    }

    private static String sentence(String name, String value, Refusal refusal) {
        return "%s=%s is not allowed: %s.".formatted(name, value, refusal.allowed());
    }

    private Refusal refusal(Throwable root, BindException failure) {
        var invalid = findCause(root, BindValidationException.class);
        if (invalid != null) {
            for (var error : invalid.getValidationErrors()) {
                if (error instanceof FieldError field) {
                    var name =
                            invalid.getValidationErrors()
                                    .getName()
                                    .append(dashed(field.getField()));
                    return new Refusal(name.toString(), String.valueOf(field.getDefaultMessage()));
                }
            }
        }
        var refused = COMPONENT.matcher(String.valueOf(rootMessage(failure)));
        return refused.matches()
                ? new Refusal(
                        failure.getName().append(refused.group(1)).toString(), refused.group(2))
                : new Refusal(failure.getName().toString(), allowed(failure, root));
    }

    private String allowed(BindException failure, Throwable root) {
        var conversion = findCause(root, ConversionFailedException.class);
        var type = conversion == null ? null : conversion.getTargetType().getType();
        if (type == null) {
            return Objects.requireNonNullElse(rootMessage(failure), "another value");
        }
        if (type == Duration.class) {
            return "seconds, or a time with a unit, as 90s, 10m or 2h";
        }
        if (type == DataSize.class) {
            return "bytes, or a size with a unit, as 512M or 4G";
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

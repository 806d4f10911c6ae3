package org.platformnetwork.termexecutor.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The environment variables that {@code application.yml} names, and what they are set to. */
public final class Variables {

    private static final Pattern NAME = Pattern.compile("\\$\\{([A-Z_]+)");
    private static final Pattern DEFAULT = Pattern.compile(":([^:${}][^${}]*)?\\}");

    /** Of a URL, as a mirror's in REPO_REWRITE. */
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/,\\s]*@");

    /** Their values are never shown: credentials may be in them, and hotkeys. */
    private static final Set<String> SECRET =
            Set.of(
                    "BITTENSOR_RPC",
                    "DATABASE_URL",
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                    "TEMPORAL_API_KEY",
                    "TRUSTED_VALIDATORS",
                    "WEBHOOK_URLS");

    private final ConfigurableEnvironment environment;

    /** By property. */
    private final Map<String, Placeholder> placeholders = new LinkedHashMap<>();

    private final Map<String, Object> refused = new LinkedHashMap<>();

    /**
     * A property's value in {@code application.yml}.
     *
     * @param names variables, of which the first that is set counts
     * @param usual what it is without them
     */
    private record Placeholder(List<String> names, String usual) {

        static Placeholder parse(String text) {
            var names = NAME.matcher(text).results().map(match -> match.group(1)).toList();
            var usual = DEFAULT.matcher(text);
            var value = usual.find() ? usual.group(1) : null;
            return new Placeholder(names, value == null ? "" : value);
        }
    }

    /**
     * A variable as it counts.
     *
     * @param value what is shown of it; empty when it is not set and has no default
     * @param source {@code default}, {@code environment}, or what else Spring read it from
     */
    public record Setting(String name, String value, String source) {}

    public Variables(ConfigurableEnvironment environment) {
        this.environment = environment;
        for (var source : environment.getPropertySources()) {
            if (source instanceof OriginTrackedMapPropertySource file) {
                for (var property : file.getPropertyNames()) {
                    if (file.getProperty(property) instanceof String text
                            && NAME.matcher(text).find()) {
                        placeholders.put(property, Placeholder.parse(text));
                    }
                }
            }
        }
    }

    /** The variable that a property comes from: the first that is set, else the first one. */
    public @Nullable String of(String property) {
        var placeholder = placeholders.get(property);
        return placeholder == null ? null : name(placeholder);
    }

    /** What may be shown of a variable's value. */
    public String shown(String variable, String value) {
        return SECRET.contains(variable) && !value.isEmpty()
                ? "(hidden)"
                : CREDENTIALS.matcher(value).replaceAll("//(hidden)@");
    }

    /** All names. */
    public Set<String> names() {
        var names = new TreeSet<String>();
        placeholders.values().forEach(placeholder -> names.addAll(placeholder.names()));
        return names;
    }

    /** Each variable once, in the order of the file; another name of one only when it is set. */
    public List<Setting> settings() {
        var settings = new LinkedHashMap<String, Setting>();
        for (var placeholder : placeholders.values()) {
            var name = name(placeholder);
            var value = environment.getProperty(name);
            settings.putIfAbsent(
                    name,
                    new Setting(
                            name,
                            shown(name, value == null ? placeholder.usual() : value),
                            value == null ? "default" : source(name)));
        }
        return new ArrayList<>(settings.values());
    }

    /** Lets a variable's default count in place of a value that was refused. */
    public void ignore(String variable) {
        for (var placeholder : placeholders.values()) {
            if (placeholder.names().contains(variable)) {
                refused.put(variable, placeholder.usual());
            }
        }
        environment.getPropertySources().remove("refused");
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("refused", Map.copyOf(refused)));
    }

    /** Names that are set, near one of ours and none of ours. */
    public List<Misspelling> misspellings() {
        var set = new TreeSet<String>();
        for (var source : environment.getPropertySources()) {
            if (source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                    && source instanceof EnumerablePropertySource<?> variables) {
                set.addAll(List.of(variables.getPropertyNames()));
            }
        }
        return Misspelling.among(set, names());
    }

    private String name(Placeholder placeholder) {
        return placeholder.names().stream()
                .filter(environment::containsProperty)
                .findFirst()
                .orElse(placeholder.names().getFirst());
    }

    private String source(String name) {
        for (var source : environment.getPropertySources()) {
            if (!source.getName().equals("configurationProperties")
                    && source.containsProperty(name)) {
                return switch (source.getName()) {
                    case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME ->
                            "environment";
                    case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME ->
                            "system property";
                    default -> source.getName();
                };
            }
        }
        return "environment";
    }
}

package org.platformnetwork.termexecutor.pipeline.dependency;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency.Requirement;

/** Dependencies, plugins, extensions and the parent of a {@code pom.xml}, with its properties. */
final class MavenProject {

    private static final Set<String> OWNERS = Set.of("dependency", "plugin", "extension", "parent");
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^{}$]{1,200}+)\\}");

    /** Characters of a text; versions refer to each other and are written out. */
    private static final int MAX_LENGTH = 200;

    private final Map<String, String> properties = new HashMap<>();
    private final List<Artifact> artifacts = new ArrayList<>();

    private static final class Artifact {
        private String group = "org.apache.maven.plugins";
        private String name = "";
        private String version = "";
    }

    private MavenProject() {}

    static void read(String text, Declarations into) throws UnreadableFileException {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        var project = new MavenProject();
        try {
            var reader = factory.createXMLStreamReader(new StringReader(text));
            project.read(reader);
        } catch (XMLStreamException e) {
            throw new UnreadableFileException(e);
        }
        project.declare(into);
    }

    private void read(XMLStreamReader reader) throws XMLStreamException {
        Deque<String> path = new ArrayDeque<>();
        Deque<Artifact> open = new ArrayDeque<>();
        var text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamReader.START_ELEMENT -> {
                    path.push(reader.getLocalName());
                    text.setLength(0);
                    if (OWNERS.contains(path.element())) {
                        open.push(new Artifact());
                    }
                }
                case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA ->
                        text.append(reader.getText());
                case XMLStreamReader.END_ELEMENT -> {
                    var name = path.pop();
                    end(
                            name,
                            path.isEmpty() ? "" : path.element(),
                            cut(text.toString().strip()),
                            open);
                    text.setLength(0);
                }
                default -> {}
            }
        }
    }

    private void end(String name, String parent, String text, Deque<Artifact> open) {
        if (OWNERS.contains(name)) {
            artifacts.add(open.pop());
        } else if (parent.equals("properties")) {
            properties.put(name, text);
        } else if (OWNERS.contains(parent)) {
            switch (name) {
                case "groupId" -> open.element().group = text;
                case "artifactId" -> open.element().name = text;
                case "version" -> open.element().version = text;
                default -> {}
            }
        }
    }

    /** A property that nothing here uses may be a version in a module. */
    private void declare(Declarations into) {
        var used = new HashSet<String>();
        for (var artifact : artifacts) {
            var found = PROPERTY.matcher(artifact.version);
            while (found.find()) {
                used.add(found.group(1));
            }
            into.require(
                    Ecosystem.JVM,
                    artifact.group + ":" + artifact.name,
                    new Requirement(resolved(artifact.version)));
        }
        properties.forEach((name, value) -> {
            if (!used.contains(name) && name.toLowerCase(Locale.ROOT).contains("version")) {
                into.require(Ecosystem.JVM, name, new Requirement(resolved(value)));
            }
        });
    }

    private String resolved(String version) {
        return cut(
                PROPERTY.matcher(version)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(
                                        properties.getOrDefault(found.group(1), found.group()))));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(MAX_LENGTH, text.length()));
    }
}

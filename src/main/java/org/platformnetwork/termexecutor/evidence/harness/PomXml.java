package org.platformnetwork.termexecutor.evidence.harness;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The judging parts of a {@code pom.xml}: the build but for resources and what compiles without a
 * word of tests, profiles, and properties of tests. Dependencies and everything else are the
 * agent's.
 */
final class PomXml {

    private static final Set<String> JUDGING = Set.of("build", "profiles", "reporting");
    private static final String MAX_DEPTH = "100";
    private static final Pattern OF_TESTS =
            Pattern.compile(
                    "test|skip|surefire|failsafe|junit|argLine|jacoco", Pattern.CASE_INSENSITIVE);

    private PomXml() {}

    static Restoration restore(byte @Nullable [] base, byte[] agents) {
        try {
            if (base == null) {
                parse(agents);
                return new Restoration.Keep();
            }
            var bases = parse(base);
            var restored = parse(agents);
            if (judging(bases).equals(judging(restored))) {
                return new Restoration.Keep();
            }
            putBack(restored, bases);
            return new Restoration.Content(bytes(restored));
        } catch (SAXException
                | IOException
                | ParserConfigurationException
                | TransformerException
                | ClassCastException _) {
            return Restoration.whole(base);
        }
    }

    private static Document parse(byte[] content)
            throws ParserConfigurationException, SAXException, IOException {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setAttribute("jdk.xml.maxElementDepth", MAX_DEPTH);
        factory.setNamespaceAware(true);
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new ByteArrayInputStream(content));
    }

    private static List<String> judging(Document pom) {
        var parts = new ArrayList<String>();
        for (var child : children(pom.getDocumentElement())) {
            if (JUDGING.contains(child.getLocalName())) {
                parts.add(text(child));
            } else if (child.getLocalName().equals("properties")) {
                children(child).stream()
                        .filter(PomXml::isOfTests)
                        .map(PomXml::text)
                        .forEach(parts::add);
            }
        }
        return parts;
    }

    private static boolean isOfTests(Element property) {
        return OF_TESTS.matcher(property.getLocalName()).find();
    }

    /** Names and texts, without spaces around them, comments, and what is the product's. */
    private static String text(Element element) {
        var name = element.getLocalName();
        var inner = new StringBuilder();
        boolean isLeaf = children(element).isEmpty();
        if (isLeaf) {
            inner.append(element.getTextContent().strip());
        }
        children(element).forEach(child -> inner.append(text(child)));
        boolean isCompiler =
                name.equals("plugin")
                        && inner.indexOf("maven-compiler-plugin") >= 0
                        && !OF_TESTS.matcher(inner).find();
        return name.equals("resources") || isCompiler
                ? ""
                : "<" + name + ">" + inner + "</" + name + ">";
    }

    private static void putBack(Document restored, Document bases) {
        var root = restored.getDocumentElement();
        for (var child : children(root)) {
            if (JUDGING.contains(child.getLocalName())) {
                root.removeChild(child);
            }
        }
        for (var child : children(bases.getDocumentElement())) {
            if (JUDGING.contains(child.getLocalName())) {
                root.appendChild(restored.importNode(child, true));
            }
        }
        var properties = child(root, "properties");
        if (properties != null) {
            children(properties).stream()
                    .filter(PomXml::isOfTests)
                    .forEach(properties::removeChild);
        }
        var basesProperties = child(bases.getDocumentElement(), "properties");
        if (basesProperties != null) {
            var target = properties;
            if (target == null) {
                target = restored.createElementNS(root.getNamespaceURI(), "properties");
                root.appendChild(target);
            }
            for (var property : children(basesProperties)) {
                if (isOfTests(property)) {
                    target.appendChild(restored.importNode(property, true));
                }
            }
        }
    }

    private static @Nullable Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(child -> child.getLocalName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static List<Element> children(Element parent) {
        var children = new ArrayList<Element>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static byte[] bytes(Document document) throws TransformerException {
        var factory = TransformerFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        var out = new ByteArrayOutputStream();
        factory.newTransformer().transform(new DOMSource(document), new StreamResult(out));
        return out.toByteArray();
    }
}

package org.platformnetwork.termexecutor.progress;

import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.platformnetwork.termexecutor.progress.JunitSuite.Case;
import org.platformnetwork.termexecutor.progress.JunitSuite.Outcome;

/**
 * Writes suites as the XML that CI systems read, in the dialect of Ant and Surefire: times in
 * seconds, timestamps in UTC without a zone. The texts are hostile: what XML 1.0 cannot hold
 * becomes U+FFFD, and each is cut as it is in a snapshot.
 */
final class JunitXml {

    private final XMLStreamWriter xml;

    private JunitXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /**
     * Writes a report, one suite at a time.
     *
     * @param counted the cases of all suites, whose texts do not matter
     * @param out no stream: the JDK's way to one has split characters of two halves; is left open
     * @throws IOException when that cannot be written to
     */
    static void write(
            String name, Duration time, List<Case> counted, Stream<JunitSuite> suites, Writer out)
            throws IOException {
        try {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            new JunitXml(xml).write(name, time, counted, suites);
            xml.close();
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        }
    }

    private void write(String name, Duration time, List<Case> counted, Stream<JunitSuite> suites)
            throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        head("testsuites", name, time);
        counts(counted);
        for (var suite : (Iterable<JunitSuite>) suites::iterator) {
            write(suite);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void write(JunitSuite suite) throws XMLStreamException {
        head("testsuite", suite.name(), suite.time());
        counts(suite.cases());
        if (suite.timestamp() != null) {
            var second = suite.timestamp().truncatedTo(ChronoUnit.SECONDS);
            attribute(
                    "timestamp",
                    DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(second.atOffset(ZoneOffset.UTC)));
        }
        for (var testCase : suite.cases()) {
            head("testcase", testCase.name(), testCase.time());
            attribute("classname", suite.name());
            properties(testCase.properties());
            write(testCase.outcome());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void properties(Map<String, String> properties) throws XMLStreamException {
        if (properties.isEmpty()) {
            return;
        }
        xml.writeStartElement("properties");
        for (var property : properties.entrySet()) {
            xml.writeEmptyElement("property");
            attribute("name", property.getKey());
            attribute("value", property.getValue());
        }
        xml.writeEndElement();
    }

    private void write(Outcome outcome) throws XMLStreamException {
        switch (outcome) {
            case JunitSuite.Passed(var output) -> element("system-out", output);
            case JunitSuite.Failure(var message, var type, var text) ->
                    problem("failure", message, type, text);
            case JunitSuite.Errored(var message, var type, var text) ->
                    problem("error", message, type, text);
            case JunitSuite.Skipped(var message) -> {
                xml.writeEmptyElement("skipped");
                attribute("message", message);
            }
        }
    }

    private void problem(String element, String message, String type, String text)
            throws XMLStreamException {
        xml.writeStartElement(element);
        attribute("message", message);
        attribute("type", type);
        xml.writeCharacters(printable(text));
        xml.writeEndElement();
    }

    private void element(String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(printable(text));
        xml.writeEndElement();
    }

    private void head(String element, String name, Duration time) throws XMLStreamException {
        xml.writeStartElement(element);
        attribute("name", name);
        attribute("time", String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0));
    }

    private void counts(List<Case> cases) throws XMLStreamException {
        attribute("tests", Integer.toString(cases.size()));
        count("failures", cases, JunitSuite.Failure.class);
        count("errors", cases, JunitSuite.Errored.class);
        count("skipped", cases, JunitSuite.Skipped.class);
    }

    private void count(String name, List<Case> cases, Class<? extends Outcome> kind)
            throws XMLStreamException {
        var number = cases.stream().map(Case::outcome).filter(kind::isInstance).count();
        attribute(name, Long.toString(number));
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, printable(value));
    }

    /** Replaced first, cut then: a replacement is longer than what it stands for. */
    private static String printable(String text) {
        var allowed = new StringBuilder(text.length());
        text.codePoints()
                .map(character -> isAllowed(character) ? character : 0xFFFD)
                .forEach(allowed::appendCodePoint);
        return OutputVisibility.cut(allowed.toString(), OutputVisibility.MOST_IN_SNAPSHOT);
    }

    /** <a href="https://www.w3.org/TR/xml/#charsets">Extensible Markup Language 1.0, 2.2</a>. */
    private static boolean isAllowed(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || (character >= ' ' && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD)
                || character >= 0x10000;
    }
}

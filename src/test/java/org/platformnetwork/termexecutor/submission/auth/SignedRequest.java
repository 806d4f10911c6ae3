package org.platformnetwork.termexecutor.submission.auth;

import jakarta.servlet.ServletInputStream;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.springframework.mock.web.MockHttpServletRequest;

/** An upload whose body must not be touched. */
final class SignedRequest extends MockHttpServletRequest {

    SignedRequest() {
        super("POST", "/submit");
    }

    /** A request as a validator's client sends it. */
    static SignedRequest by(KeyPair key, String nonce) {
        return by(key, key.hotkey(), nonce);
    }

    /** Signed by a key that need not be the hotkey's. */
    static SignedRequest by(KeyPair key, Hotkey hotkey, String nonce) {
        var message = (hotkey.address() + nonce).getBytes(StandardCharsets.UTF_8);
        var request = new SignedRequest();
        request.addHeader("X-Hotkey", hotkey.address());
        request.addHeader("X-Nonce", nonce);
        request.addHeader("X-Signature", key.sign(message).toHex());
        return request;
    }

    /** As version 2 has it, bound to an archive. */
    static SignedRequest bound(KeyPair key, String query, String sha256, String nonce) {
        var target = "/submit" + (query.isEmpty() ? "" : "?" + query);
        var text = "term-executor:v2:POST:%s:%s:%s".formatted(target, sha256, nonce);
        var request = new SignedRequest();
        request.addHeader("X-Hotkey", key.hotkey().address());
        request.addHeader("X-Nonce", nonce);
        request.addHeader("X-Signature", key.sign(text.getBytes(StandardCharsets.UTF_8)).toHex());
        request.addHeader("X-Signature-Version", "2");
        request.addHeader("X-Archive-Sha256", sha256);
        return query.isEmpty() ? request : request.query(query);
    }

    SignedRequest query(String query) {
        setQueryString(query);
        return this;
    }

    SignedRequest path(String path) {
        setRequestURI(path);
        return this;
    }

    SignedRequest method(String method) {
        setMethod(method);
        return this;
    }

    /** The same request with another value of one header. */
    SignedRequest with(String name, String value) {
        removeHeader(name);
        addHeader(name, value);
        return this;
    }

    SignedRequest without(String name) {
        removeHeader(name);
        return this;
    }

    /** The same request with one more header. */
    SignedRequest and(String name, String value) {
        addHeader(name, value);
        return this;
    }

    @Override
    public ServletInputStream getInputStream() {
        throw new AssertionError("the body is read");
    }

    @Override
    public BufferedReader getReader() {
        throw new AssertionError("the body is read");
    }

    @Override
    public String getParameter(String name) {
        throw new AssertionError("parameters of a form are in the body");
    }
}

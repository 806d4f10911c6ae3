package org.platformnetwork.termexecutor.attestation;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.util.io.pem.PemReader;
import org.platformnetwork.termexecutor.file.AtomicFile;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.store.DataDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The key by which this executor is known: made at the first start, in {@code DATA_DIR} as a PKCS#8
 * file for its owner alone, and never replaced by itself, since to those who trust it that would be
 * another executor.
 */
@Component
public final class InstanceKey {

    static final String FILE = "instance.key";

    private static final Logger log = LoggerFactory.getLogger(InstanceKey.class);

    private static final Set<PosixFilePermission> OWNER_ALONE =
            PosixFilePermissions.fromString("rw-------");

    /** RFC 8410. */
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private static final int MAX_BYTES = 4096;

    private final Ed25519PrivateKeyParameters key;
    private final VerifyingKey verifyingKey;

    InstanceKey(DataDirectory data) {
        var file = data.path().resolve(FILE);
        this.key = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? read(file) : created(file);
        this.verifyingKey = VerifyingKey.of(key.generatePublicKey());
    }

    VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** The signature of a message, 64 bytes in hex; the same for the same message. */
    public String sign(byte[] message) {
        var signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return HexFormat.of().formatHex(signer.generateSignature());
    }

    private static Ed25519PrivateKeyParameters read(Path file) {
        close(file);
        try (var in = Files.newInputStream(file)) {
            var text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
            var pem = new PemReader(new StringReader(text)).readPemObject();
            if (pem != null
                    && PrivateKeyFactory.createKey(pem.getContent())
                            instanceof Ed25519PrivateKeyParameters key) {
                return key;
            }
            throw damaged();
        } catch (IOException | RuntimeException _) {
            // The reader of ASN.1 stumbles over damage in many ways.
            throw damaged();
        }
    }

    /**
     * Kubernetes opens all files of a volume to a pod's group when it first gets that volume. A key
     * of another user's stays as open as it is.
     */
    private static void close(Path file) {
        try {
            if (Files.isRegularFile(file)
                    && !Files.getPosixFilePermissions(file).equals(OWNER_ALONE)) {
                Files.setPosixFilePermissions(file, OWNER_ALONE);
            }
        } catch (IOException _) {
            log.warn("The executor's key cannot be closed and stays as open as it is");
        }
    }

    private static StartupException damaged() {
        return new StartupException(
                FILE
                        + " in DATA_DIR cannot be read as an Ed25519 key; restore it, or remove it"
                        + " to start under a new identity.");
    }

    private static Ed25519PrivateKeyParameters created(Path file) {
        var key = new Ed25519PrivateKeyParameters(new SecureRandom());
        try {
            AtomicFile.write(file, pem(key));
        } catch (IOException _) {
            throw new StartupException(FILE + " cannot be written into DATA_DIR.");
        }
        return key;
    }

    private static String pem(Ed25519PrivateKeyParameters key) throws IOException {
        var info =
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(ED25519), new DEROctetString(key.getEncoded()));
        return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(Base64.getEncoder().encodeToString(info.getEncoded()));
    }
}

package org.platformnetwork.termexecutor.webhook;

import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whom the ends of batches are told to.
 *
 * @param urls http or https
 * @param allowPrivate whether they may be on loopback and private addresses
 */
@ConfigurationProperties("webhook")
record WebhookSettings(List<String> urls, boolean allowPrivate) {

    private static final int MOST = 8;

    WebhookSettings {
        urls = urls.stream().map(String::strip).distinct().toList();
        if (urls.size() > MOST || !urls.stream().allMatch(WebhookSettings::isUrl)) {
            throw new IllegalArgumentException(
                    "urls: comma-separated http or https URLs without a user, at most " + MOST);
        }
    }

    private static boolean isUrl(String text) {
        try {
            var uri = URI.create(text);
            var scheme = String.valueOf(uri.getScheme());
            return (scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}

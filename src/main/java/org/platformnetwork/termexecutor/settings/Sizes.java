package org.platformnetwork.termexecutor.settings;

import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.unit.DataSize;

/** Sizes as people write them: bytes, or with a unit of 1024, as {@code 4G}, {@code 512 MiB}. */
final class Sizes implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Pattern SIZE = Pattern.compile("([+-]?\\d{1,18}) *([KMGT]?)(?:IB?|B)?");
    private static final String UNITS = "KMGT";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment()
                .getConversionService()
                .addConverter(String.class, DataSize.class, Sizes::parse);
    }

    static DataSize parse(String text) {
        var size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            throw new IllegalArgumentException("not a size");
        }
        long bytes = Long.parseLong(size.group(1));
        int power = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
        for (int i = 0; i < power; i++) {
            bytes = Math.multiplyExact(bytes, 1024L);
        }
        return DataSize.ofBytes(bytes);
    }
}

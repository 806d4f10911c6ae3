package org.platformnetwork.termexecutor.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.Locale;

/** What people read the page on: each width in both colour schemes. */
enum Screen {
    PHONE_LIGHT(390, 844, ColorScheme.LIGHT),
    PHONE_DARK(390, 844, ColorScheme.DARK),
    LAPTOP_LIGHT(1280, 800, ColorScheme.LIGHT),
    LAPTOP_DARK(1280, 800, ColorScheme.DARK),
    UHD_LIGHT(3840, 2160, ColorScheme.LIGHT),
    UHD_DARK(3840, 2160, ColorScheme.DARK);

    private final int width;
    private final int height;
    private final ColorScheme scheme;

    Screen(int width, int height, ColorScheme scheme) {
        this.width = width;
        this.height = height;
        this.scheme = scheme;
    }

    private boolean isPhone() {
        return width < 500;
    }

    /** For names of files. */
    String fileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Browser.NewContextOptions options() {
        return new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setIsMobile(isPhone())
                .setHasTouch(isPhone())
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE);
    }
}

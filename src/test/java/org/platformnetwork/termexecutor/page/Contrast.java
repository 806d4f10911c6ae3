package org.platformnetwork.termexecutor.page;

import com.microsoft.playwright.Page;
import java.util.List;

/** Text whose contrast is below 4.5 to 1, by the formulas of WCAG 2.2. */
final class Contrast {

    private static final String TOO_LOW =
            """
            () => {
              const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
              const rgba = colour => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                return [...canvas.getImageData(0, 0, 1, 1).data];
              };
              const ground = element => {
                for (let e = element; e; e = e.parentElement) {
                  const colour = rgba(getComputedStyle(e).backgroundColor);
                  if (colour[3] > 250) return colour;
                }
                return [255, 255, 255];
              };
              const luminance = colour => {
                const [r, g, b] = colour.slice(0, 3).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const found = [];
              for (const element of document.querySelectorAll('body *:not(svg *)')) {
                const text = [...element.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim() !== '');
                if (!text || !element.checkVisibility() || element.closest('noscript, .skip, [aria-hidden=true] .dot')) continue;
                const [a, b] = [rgba(getComputedStyle(element).color), ground(element)].map(luminance).sort((x, y) => y - x);
                const ratio = (a + 0.05) / (b + 0.05);
                if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${element.className} ${element.textContent.slice(0, 30)}`);
              }
              return found;
            }
            """;

    private Contrast() {}

    /** What is too faint: ratio, class and beginning of each. */
    static List<?> tooLow(Page page) {
        return (List<?>) page.evaluate(TOO_LOW);
    }
}

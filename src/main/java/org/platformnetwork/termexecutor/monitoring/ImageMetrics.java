package org.platformnetwork.termexecutor.monitoring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.platformnetwork.termexecutor.pipeline.image.ImageUsage;
import org.platformnetwork.termexecutor.pipeline.image.TaskImages;
import org.springframework.stereotype.Component;

/** Container images of tasks: what is here, and how often it had to be pulled. */
@Component
final class ImageMetrics {

    private final MeterRegistry registry;
    private final TaskImages images;

    ImageMetrics(MeterRegistry registry, TaskImages images) {
        this.registry = registry;
        this.images = images;
        Gauge.builder("term_executor.images.bytes", images, now -> now.usage().bytes())
                .description("Bytes of the layers of all images that are kept.")
                .register(registry);
        counter("term_executor.image.pulls", "Images that were pulled.", ImageUsage::pulls);
        counter(
                "term_executor.image.pulled.bytes",
                "Bytes of layers that were pulled, unpacked.",
                ImageUsage::pulledBytes);
        counter(
                "term_executor.image.hits",
                "Tasks whose image was there already.",
                ImageUsage::hits);
    }

    private void counter(String name, String description, ToDoubleFunction<ImageUsage> value) {
        FunctionCounter.builder(name, images, now -> value.applyAsDouble(now.usage()))
                .description(description)
                .register(registry);
    }
}

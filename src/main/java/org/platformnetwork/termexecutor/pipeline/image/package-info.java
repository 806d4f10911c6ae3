/**
 * Container images: what a task names is pulled once, kept by its digest and lent as the root of
 * sandboxes. {@code TaskImages} is the entrance. skopeo(1) talks to registries and unpacks,
 * containers-storage(1) keeps the layers.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Both run in {@code ImageTools}, where only the directory of images can be written, and as
 *       root of a user namespace where the service is not root.
 *   <li>An image is there once {@code image.json} is, which is written last. Layers that no image
 *       has are left by a pull that failed; {@code LayerStorage.removeOrphans} takes them away.
 *   <li>Go's HTTP client uses no proxy for loopback addresses: nothing that an image's author
 *       writes may become a URL (foreign layers are refused).
 * </ul>
 */
@NullMarked
@NamedInterface("image")
package org.platformnetwork.termexecutor.pipeline.image;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

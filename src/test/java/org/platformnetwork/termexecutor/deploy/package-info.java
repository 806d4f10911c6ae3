/**
 * What operators start the service with: compose, Kubernetes, Prometheus and Grafana.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>The two Kubernetes Deployments differ in what their level needs only. A new setting is in
 *       {@code compose.yaml} too, without a value unless the image sets one ({@code ComposeTests}).
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.deploy;

import org.jspecify.annotations.NullMarked;

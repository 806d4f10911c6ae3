/** What operators start the service with: compose, Kubernetes, Prometheus and Grafana. */
@NullMarked
package org.platformnetwork.termexecutor.deploy;

import org.jspecify.annotations.NullMarked;

/** What the manifests of k8s/ have to be like: rendered by kustomize, looked at rule by rule; and mistakes, each of which a rule has to find. */
@NullMarked
package io.flowcast.k8s;

import org.jspecify.annotations.NullMarked;

/** A small server of event streams that keeps all rules, or makes one mistake on purpose. */
package io.flowcast.conformance.server;

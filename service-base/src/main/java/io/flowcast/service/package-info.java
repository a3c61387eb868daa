/**
 * What both services see to alike. It knows neither executions nor Redis; each service says where it is used.
 */
@NullMarked
package io.flowcast.service;

import org.jspecify.annotations.NullMarked;

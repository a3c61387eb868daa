package io.flowcast.gateway.api;

/** A definition was put or deleted by way of this replica, or may have been. */
public record DefinitionsChanged() {}

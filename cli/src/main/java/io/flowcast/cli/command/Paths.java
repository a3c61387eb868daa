package io.flowcast.cli.command;

import io.flowcast.cli.http.Address;

/** Of the HTTP API. */
final class Paths {
    static final String EXECUTE = "/api/workflow/execute";
    static final String EXECUTIONS = "/api/workflow/executions";
    static final String DEFINITIONS = "/api/workflow/definitions";

    private Paths() {}

    static String execution(String id) {
        return EXECUTIONS + "/" + Address.encoded(id);
    }

    static String definition(String id) {
        return DEFINITIONS + "/" + Address.encoded(id);
    }
}

package io.flowcast.executor.definition.serverless;

/**
 * The data on its way from task to task.
 *
 * @param value what the task before gave, and the next one takes
 * @param context what tasks have exported
 */
record Flow(Code value, Code context) {

    Flow withValue(Code other) {
        return new Flow(other, context);
    }

    Flow withContext(Code other) {
        return new Flow(value, other);
    }
}

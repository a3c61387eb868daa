package io.flowcast.executor.definition.serverless;

/** Takes what is wrong with a document. */
@FunctionalInterface
public interface Complaints {

    /**
     * Takes one complaint.
     *
     * @param pointer JSON Pointer into the document
     */
    void add(String pointer, String detail);
}

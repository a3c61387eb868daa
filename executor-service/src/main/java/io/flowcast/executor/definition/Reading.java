package io.flowcast.executor.definition;

import io.flowcast.events.DefinitionText;
import io.flowcast.events.Problem;
import java.util.List;

/** What came of reading an author's document. */
public sealed interface Reading {

    /**
     * Nothing is wrong with it.
     *
     * @param definition with version 0: it is not stored yet
     * @param text that it was made of
     * @param translated whether that is a document of another kind
     */
    record Valid(Definition definition, DefinitionText text, boolean translated) implements Reading {}

    /**
     * It can't be used.
     *
     * @param faults at least one, in the order of the document
     */
    record Invalid(List<Problem.Fault> faults) implements Reading {}
}

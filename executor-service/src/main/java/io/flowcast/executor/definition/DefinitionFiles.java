package io.flowcast.executor.definition;

import io.flowcast.events.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the files of a folder say.
 *
 * @param definitions the valid ones by file name, in its order
 * @param errors one line each: file, place, reason
 */
record DefinitionFiles(Map<String, Reading.Valid> definitions, List<String> errors) {

    /** Never throws for what lies there, or does not. */
    static DefinitionFiles read(Path dir, DefinitionReader reader) {
        Map<String, Reading.Valid> definitions = new LinkedHashMap<>();
        List<String> errors = new ArrayList<>();
        for (Path file : files(dir, errors)) {
            String name = file.getFileName().toString();
            switch (reading(file, reader)) {
                case Reading.Valid valid -> definitions.put(name, valid);
                case Reading.Invalid(List<Problem.Fault> faults) ->
                    faults.forEach(fault -> errors.add(line(name, fault)));
            }
        }
        refuseSharedIds(definitions, errors);
        return new DefinitionFiles(definitions, errors);
    }

    private static List<Path> files(Path dir, List<String> errors) {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.filter(DefinitionFiles::isDefinition).sorted().toList();
        } catch (IOException e) {
            errors.add(dir + ": the folder of definitions can't be read: " + e);
            return List.of();
        }
    }

    /** A ConfigMap's files are links into its hidden folder {@code ..data}: links are followed, hidden entries are not. */
    private static boolean isDefinition(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && Format.ofFile(name).isPresent() && !Files.isDirectory(file);
    }

    private static Reading reading(Path file, DefinitionReader reader) {
        Format format = Format.ofFile(file.getFileName().toString()).orElseThrow();
        try (InputStream content = Files.newInputStream(file)) {
            return reader.read(content.readNBytes(DefinitionReader.MAX_BYTES + 1), format);
        } catch (IOException e) {
            return new Reading.Invalid(List.of(new Problem.Fault(null, null, null, "the file can't be read: " + e)));
        }
    }

    /** Nobody can say which of them is meant: none is taken. */
    private static void refuseSharedIds(Map<String, Reading.Valid> definitions, List<String> errors) {
        Map<String, List<String>> byId = definitions.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getValue().definition().id(),
                        TreeMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        byId.forEach((id, files) -> {
            if (files.size() > 1) {
                errors.add(String.join(", ", files) + ": all have the id " + id + "; none of them is taken");
                definitions.keySet().removeAll(Set.copyOf(files));
            }
        });
    }

    private static String line(String file, Problem.Fault fault) {
        String place = fault.line() == null ? "" : ":" + fault.line() + ":" + fault.column();
        String pointer = fault.pointer() == null || fault.pointer().isEmpty() ? "" : " (" + fault.pointer() + ")";
        return file + place + ": " + fault.detail() + pointer;
    }
}

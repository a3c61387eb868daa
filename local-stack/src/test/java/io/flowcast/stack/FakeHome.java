package io.flowcast.stack;

import io.flowcast.stack.service.ServiceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A repository in which both services are built, except that they are {@link FakeService}. */
public final class FakeHome {
    private FakeHome() {}

    public static Path in(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("examples"));
        for (ServiceKind kind : ServiceKind.values()) {
            Path jar = kind.jar(folder);
            Files.createDirectories(jar.getParent());
            Manifest manifest = new Manifest();
            Attributes attributes = manifest.getMainAttributes();
            attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
            attributes.put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
            attributes.put(
                    Attributes.Name.CLASS_PATH,
                    Path.of("target/test-classes").toAbsolutePath().toUri().toString());
            new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        }
        return folder;
    }
}

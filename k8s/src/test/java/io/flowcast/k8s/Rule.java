package io.flowcast.k8s;

import java.util.List;

/** Something that manifests have to be like. */
interface Rule {
    /** What is wrong, one sentence each; empty where nothing is. */
    List<String> problems(Manifests manifests);
}

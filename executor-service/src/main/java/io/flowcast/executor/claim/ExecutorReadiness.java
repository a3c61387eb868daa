package io.flowcast.executor.claim;

import io.flowcast.executor.engine.Executions;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready once the process is about to stop; whether Redis answers is a check of its own. */
@Readiness
class ExecutorReadiness implements HealthCheck {

    private final Executions executions;

    ExecutorReadiness(Executions executions) {
        this.executions = executions;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Executor")
                .status(!executions.draining())
                .withData("running", executions.running())
                .build();
    }
}

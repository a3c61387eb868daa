package io.flowcast.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.cli.ExitStatus;
import io.flowcast.cli.http.Answer;
import io.flowcast.cli.http.Api;
import io.flowcast.cli.http.Problems;
import io.flowcast.cli.view.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/** A command that asks one thing and shows the answer; what goes wrong is said here, for all. */
abstract class Exchange implements Callable<Integer> {

    @ParentCommand
    private Object parent = new Object();

    /** Asks. */
    abstract Answer ask(Api api) throws InterruptedException;

    /** Shows what came, and says the exit status. */
    abstract int show(JsonNode answer) throws InterruptedException;

    /** Shows a text that came; only who asks for one gets one. */
    int show(Answer.Text text) {
        throw new IllegalStateException("no text was asked for");
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Api api = flowcast().api()) {
            return shown(ask(api));
        }
    }

    final int shown(Answer answer) throws InterruptedException {
        return switch (answer) {
            case Answer.Done done -> show(done.body());
            case Answer.Text text -> show(text);
            case Answer.Refused refused -> refused(refused);
            case Answer.Unreachable(String why) -> unreachable(why);
        };
    }

    int refused(Answer.Refused refused) {
        output().say(Problems.sentence(refused.problem()));
        Problems.faults(refused.problem()).forEach(fault -> output().say("  " + fault));
        if (refused.status() == 401) {
            output().say("set FLOWCAST_TOKEN, or name a file with --token-file");
        }
        return ExitStatus.FAILED;
    }

    final int unreachable(String why) {
        output().say("cannot reach Flowcast at " + flowcast().address() + ": " + why);
        return ExitStatus.UNREACHABLE;
    }

    final Flowcast flowcast() {
        return parent instanceof DefinitionsCommand group ? group.flowcast() : (Flowcast) parent;
    }

    final Output output() {
        return flowcast().output();
    }
}

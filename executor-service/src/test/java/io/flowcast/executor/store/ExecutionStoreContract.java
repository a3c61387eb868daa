package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.CANCEL;
import static io.flowcast.executor.store.Samples.PAUSE;
import static io.flowcast.executor.store.Samples.RESUME;
import static io.flowcast.executor.store.Samples.consuming;
import static io.flowcast.executor.store.Samples.end;
import static io.flowcast.executor.store.Samples.events;
import static io.flowcast.executor.store.Samples.fields;
import static io.flowcast.executor.store.Samples.handBack;
import static io.flowcast.executor.store.Samples.limited;
import static io.flowcast.executor.store.Samples.notBefore;
import static io.flowcast.executor.store.Samples.notifying;
import static io.flowcast.executor.store.Samples.queued;
import static io.flowcast.executor.store.Samples.requests;
import static io.flowcast.executor.store.Samples.restoration;
import static io.flowcast.executor.store.Samples.started;
import static io.flowcast.executor.store.Samples.step;
import static io.flowcast.executor.store.Samples.with;
import static io.flowcast.executor.store.Samples.withKey;
import static io.flowcast.executor.store.Samples.withoutEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.TextNode;
import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.Problem;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.intent.Notice;
import io.flowcast.executor.store.IntentStore.Recorded;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link ExecutionStore} and {@link IntentStore} promise. Ann's executions; executors "one" and "two". */
abstract class ExecutionStoreContract {

    private static final Offset<Long> SOON = within(2_000L);

    private StoreUnderTest store;
    private ExecutionStore one;
    private ExecutionStore two;
    private final ExecutionId id = id();

    /** A store with nothing in it, whose executors are alive. */
    abstract StoreUnderTest open();

    int partition() {
        return 0;
    }

    private ExecutionId id() {
        return Samples.id(partition());
    }

    @BeforeEach
    void openStore() {
        store = open();
        one = store.as("one");
        two = store.as("two");
    }

    @Nested
    class Creating {

        @Test
        void writesStateLogAndEventsAsOne() {
            Created.Written written = create(queued(id));

            assertThat(store.fields(id))
                    .containsAllEntriesOf(fields("pending"))
                    .containsEntry("lastId", written.lastId().toString())
                    .containsEntry("fence", Long.toString(written.fence()))
                    .containsEntry("executor", "");
            assertThat(written.lastId()).isEqualTo(new EventId(1, written.fence()));
            assertLog(new EventId(1, written.fence()), "workflow.queued");
            assertEverythingWasPublishedOnce();
        }

        @Test
        void makesItDueNowAndRingsTheBell() {
            create(queued(id));

            assertDueIn(Duration.ZERO);
            assertThat(store.rung()).containsExactly(id.toString());
        }

        @Test
        void claimsInTheSameStepWhereAsked() {
            create(started(id));

            assertThat(store.fields(id)).containsEntry("executor", "one");
            assertDueIn(StoreUnderTest.LEASE);
            assertThat(store.rung()).isEmpty();
        }

        @Test
        void takesItsFenceFromTheTime() {
            assertThat(create(queued(id)).fence() / 1000).isCloseTo(store.now(), SOON);
        }

        @Test
        void writesNothingTwiceAndAnswersAsTheFirstTime() {
            Created.Written first = create(started(id));
            one.commit(step(id, first.lastId(), first.fence()));
            List<Restoration.Tail> log = store.log(id);

            assertThat(one.create(started(id))).isEqualTo(first);
            assertThat(store.log(id)).isEqualTo(log);
            assertEverythingWasPublishedOnce();
        }

        @Test
        void answersTheOldFenceOnceAnotherTookOver() {
            Created.Written first = create(started(id));
            takeOver();

            assertThat(one.create(started(id))).isEqualTo(first);
            assertThat(one.commit(step(id, first.lastId(), first.fence()))).isEqualTo(new Committed.Fenced());
        }

        @Test
        void findsTheExecutionOfAnIdempotencyKey() {
            create(withKey(queued(id), "k", "digest"));

            assertThat(one.create(withKey(queued(id()), "k", "digest"))).isEqualTo(new Created.Repeated(id, "pending"));
        }

        @Test
        void refusesAnIdempotencyKeyOfAnotherRequest() {
            create(withKey(queued(id), "k", "digest"));
            ExecutionId other = id();

            assertThat(one.create(withKey(queued(other), "k", "else"))).isEqualTo(new Created.KeyConflict(id));
            assertThat(store.fields(other)).isEmpty();
            assertThat(store.due(other)).isEmpty();
        }

        @Test
        void repeatsACreationWithAnIdempotencyKey() {
            Created.Written first = create(withKey(started(id), "k", "digest"));

            assertThat(one.create(withKey(started(id), "k", "digest"))).isEqualTo(first);
        }
    }

    @Nested
    class Claiming {

        @Test
        void getsTheWholeHashUnderANewFence() {
            long before = create(queued(id)).fence();

            Claims.Claim claim = claim(two);

            assertThat(claim.id()).isEqualTo(id);
            assertThat(claim.fence()).isGreaterThan(before);
            assertThat(claim.takeover()).isFalse();
            assertThat(claim.fields())
                    .containsAllEntriesOf(fields("pending"))
                    .containsEntry("fence", Long.toString(claim.fence()))
                    .containsEntry("executor", "two")
                    .doesNotContainKey("takeovers")
                    .isEqualTo(store.fields(id));
            assertDueIn(StoreUnderTest.LEASE);
        }

        @Test
        void writesNoEvent() {
            create(queued(id));
            claim(two);

            assertThat(store.log(id)).hasSize(1);
            assertThat(store.published(id)).hasSize(1);
        }

        @Test
        void findsNothingBeforeItIsDueAndTellsWhen() {
            create(started(id));

            Claims claims = two.claim(10, "t");

            assertThat(claims.claims()).isEmpty();
            assertThat(claims.nextDue()).isEqualTo(store.due(id));
        }

        @Test
        void tellsOfNoNextTimeWhereThereIsNothing() {
            assertThat(one.claim(10, "t").nextDue()).isEmpty();
        }

        @Test
        void takesNoMoreThanAsked() {
            List<ExecutionId> ids = List.of(id(), id(), id());
            ids.forEach(some -> create(queued(some)));

            Claims first = one.claim(2, "a");
            Claims second = one.claim(2, "b");

            assertThat(first.claims()).hasSize(2);
            assertThat(first.nextDue().orElseThrow()).isLessThanOrEqualTo(store.now());
            assertThat(second.claims()).hasSize(1);
            assertThat(List.of(
                            first.claims().get(0),
                            first.claims().get(1),
                            second.claims().getFirst()))
                    .extracting(Claims.Claim::id)
                    .containsExactlyInAnyOrderElementsOf(ids);
        }

        @Test
        void givesNoTwoExecutionsTheSameFence() {
            for (int i = 0; i < 50; i++) {
                create(queued(id()));
            }

            assertThat(one.claim(50, "t").claims())
                    .extracting(Claims.Claim::fence)
                    .doesNotHaveDuplicates()
                    .hasSize(50);
        }

        @Test
        void givesEachItsOwnDefinitionWhoeverElseHasIt() {
            Map<ExecutionId, String> definitions = new HashMap<>();
            for (String definition : List.of("{\"a\": 1}", "{\"b\": 2}", "{\"a\": 1}", "{\"b\": 2}", "{\"a\": 1}")) {
                ExecutionId some = id();
                definitions.put(some, definition);
                create(with(queued(some), Map.of("definition", definition)));
            }

            List<Claims.Claim> first = one.claim(10, "t").claims();

            assertThat(first)
                    .hasSize(5)
                    .allSatisfy(claim ->
                            assertThat(claim.fields()).containsEntry("definition", definitions.get(claim.id())));
            assertThat(one.claim(10, "t").claims()).isEqualTo(first);
        }

        @Test
        void answersTheSameTokenTheSame() {
            create(queued(id));
            Claims first = one.claim(5, "t");
            create(queued(id()));

            Claims again = one.claim(5, "t");

            assertThat(again.claims()).isEqualTo(first.claims());
            assertThat(one.claim(5, "u").claims()).hasSize(1);
        }

        @Test
        void answersATokenWithoutWhatOthersTookSince() {
            create(queued(id));
            one.claim(5, "t");
            store.makeDue(id);
            claim(two);

            assertThat(one.claim(5, "t").claims()).isEmpty();
        }

        @Test
        void answersATokenWithoutWhatWasGivenBackSince() {
            Created.Written written = create(queued(id));
            Claims.Claim claim = one.claim(5, "t").claims().getFirst();
            one.commit(handBack(id, written.lastId(), claim.fence(), store.now() + 60_000));

            assertThat(one.claim(5, "t").claims()).isEmpty();
        }

        @Test
        void countsATakeover() {
            create(started(id));
            store.makeDue(id);
            Claims.Claim first = claim(two);
            store.makeDue(id);
            Claims.Claim second = claim(one);

            assertThat(first.takeover()).isTrue();
            assertThat(first.fields()).containsEntry("takeovers", "1");
            assertThat(second.takeover()).isTrue();
            assertThat(second.fence()).isGreaterThan(first.fence());
            assertThat(second.fields()).containsEntry("takeovers", "2");
        }

        @Test
        void saysOnceMoreThatItWasATakeover() {
            create(started(id));
            store.makeDue(id);
            two.claim(5, "t");

            assertThat(two.claim(5, "t").claims().getFirst().owner()).isEqualTo(Claims.Owner.LOST);
            assertThat(store.fields(id)).containsEntry("takeovers", "1");
        }

        @Test
        void doesNotCountATakeoverOfWhatWasLetGo() {
            Created.Written written = create(started(id));
            one.renew(List.of(new Held(id, written.fence(), written.lastId())), Renewal.LET_GO);

            Claims.Claim claim = claim(two);

            assertThat(claim.owner()).isEqualTo(Claims.Owner.LET_GO);
            assertThat(claim.takeover()).isTrue();
            assertThat(claim.fields()).doesNotContainKey("takeovers");
            store.makeDue(id);
            assertThat(claim(one).fields()).containsEntry("takeovers", "1");
        }

        @Test
        void takesWhatWasLetGoAtOnceHoweverLongNobodyCame() {
            Created.Written written = create(started(id));
            one.renew(List.of(new Held(id, written.fence(), written.lastId())), Renewal.LET_GO);
            store.nobodyCameFor(Duration.ofMinutes(1));

            assertThat(claim(two).takeover()).isTrue();
        }

        @Test
        void isNoTakeoverOfWhatWasGivenBack() {
            Created.Written written = create(started(id));
            one.commit(handBack(id, written.lastId(), written.fence(), store.now()));

            Claims.Claim claim = claim(two);

            assertThat(claim.takeover()).isFalse();
            assertThat(claim.fields()).doesNotContainKey("takeovers");
        }

        @Test
        void removesWhatHasEndedFromTheQueue() {
            Created.Written written = create(started(id));
            one.commit(end(id, written.lastId(), written.fence()));
            store.makeDue(id);

            assertThat(one.claim(5, "t").claims()).isEmpty();
            assertThat(store.due(id)).isEmpty();
        }

        @Test
        void removesWhatIsGoneFromTheQueueAndGoesOn() {
            store.makeDue(id());
            store.makeDue(id());
            create(queued(id));

            assertThat(one.claim(1, "t").claims()).extracting(Claims.Claim::id).containsExactly(id);
            assertThat(one.claim(1, "u").nextDue()).isEqualTo(store.due(id));
        }

        @Test
        void takesNothingOverJustAfterNobodyCouldRenew() {
            create(started(id));
            store.makeDue(id);
            store.nobodyCameFor(Duration.ofMillis(2_100));

            assertThat(two.claim(5, "t").claims()).isEmpty();
            assertDueIn(Duration.ofSeconds(2));
            store.makeDue(id);
            assertThat(two.claim(5, "u").claims()).isEmpty();
        }

        @Test
        void takesNothingOverJustAfterSomebodyElseCameBackFirst() {
            ExecutionId other = id();
            create(started(id));
            Created.Written held = create(started(other));
            store.makeDue(id);
            store.nobodyCameFor(Duration.ofSeconds(3));
            one.renew(List.of(new Held(other, held.fence(), held.lastId())), Renewal.KEEP);

            assertThat(two.claim(5, "t").claims()).isEmpty();
        }

        @Test
        void takesUpTimersAtOnceAfterNobodyCouldRenew() {
            create(queued(id));
            store.nobodyCameFor(Duration.ofSeconds(3));

            assertThat(two.claim(5, "t").claims()).hasSize(1);
        }

        @Test
        void takesOverWhileIdleExecutorsPollASecondApart() {
            create(started(id));
            store.makeDue(id);
            store.nobodyCameFor(Duration.ofMillis(1_400));

            assertThat(two.claim(5, "t").claims()).hasSize(1);
        }
    }

    @Nested
    class Committing {

        private Created.Written held;

        @BeforeEach
        void hold() {
            held = create(started(id));
        }

        @Test
        void writesStateLogAndEventsAsOne() {
            Commit commit = step(id, held.lastId(), held.fence());

            assertThat(one.commit(commit)).isEqualTo(new Committed.Done(List.of()));
            assertThat(store.fields(id))
                    .containsAllEntriesOf(commit.fields())
                    .containsAllEntriesOf(fields("running"))
                    .containsEntry("lastId", "4-" + held.fence())
                    .containsEntry("executor", "one");
            assertThat(commit.last()).isEqualTo(new EventId(4, held.fence()));
            assertLog(
                    new EventId(1, held.fence()), "workflow.started", "node.started", "node.completed", "node.started");
            assertEverythingWasPublishedOnce();
        }

        @Test
        void writesNothingTwice() {
            Commit commit = step(id, held.lastId(), held.fence());
            one.commit(commit);

            assertThat(one.commit(commit)).isEqualTo(new Committed.Done(List.of()));
            assertThat(store.log(id)).hasSize(4);
            assertEverythingWasPublishedOnce();
        }

        @Test
        void isRefusedToWhoWasTakenOver() {
            Claims.Claim claim = takeOver();
            Map<String, String> before = store.fields(id);

            assertThat(one.commit(step(id, held.lastId(), held.fence()))).isEqualTo(new Committed.Fenced());
            assertThat(one.commit(end(id, held.lastId(), held.fence()))).isEqualTo(new Committed.Fenced());
            assertThat(store.fields(id)).isEqualTo(before).containsEntry("fence", Long.toString(claim.fence()));
            assertThat(store.log(id)).hasSize(2);
            assertThat(store.published(id)).hasSize(2);
        }

        @Test
        void isFencedEvenWhereItWouldRepeatItself() {
            Commit commit = step(id, held.lastId(), held.fence());
            one.commit(commit);
            takeOver();

            assertThat(one.commit(commit)).isEqualTo(new Committed.Fenced());
        }

        @Test
        void goesOnUnderTheFenceOfTheTakeover() {
            Claims.Claim claim = takeOver();

            assertThat(two.commit(step(id, held.lastId(), claim.fence()))).isEqualTo(new Committed.Done(List.of()));
            assertThat(store.log(id))
                    .extracting(Restoration.Tail::id)
                    .containsExactly(
                            new EventId(1, held.fence()),
                            new EventId(2, held.fence()),
                            new EventId(3, claim.fence()),
                            new EventId(4, claim.fence()));
        }

        @Test
        void tellsWhereTheLogEndsIfNotWhereTheOwnerThinks() {
            Runnable failover = store.remember();
            Commit first = step(id, held.lastId(), held.fence());
            one.commit(first);
            failover.run();

            assertThat(one.commit(step(id, first.last(), held.fence())))
                    .isEqualTo(new Committed.Rewound(Optional.of(held.lastId())));
            assertThat(store.log(id)).hasSize(2);
        }

        @Test
        void tellsThatTheExecutionIsGone() {
            ExecutionId gone = id();

            assertThat(one.commit(step(gone, held.lastId(), held.fence())))
                    .isEqualTo(new Committed.Rewound(Optional.empty()));
            assertThat(store.fields(gone)).isEmpty();
            assertThat(store.log(gone)).isEmpty();
        }

        @Test
        void takesTheLeaseBackWhereAFailoverLostTheClaimAlone() {
            Created.Written written = createHandedBack();
            Runnable failover = store.remember();
            Claims.Claim claim = claim(two);
            failover.run();

            EventId last = new EventId(3, written.fence());
            assertThat(two.commit(step(id, last, claim.fence()))).isEqualTo(new Committed.Done(List.of()));
            assertThat(store.fields(id))
                    .containsEntry("fence", Long.toString(claim.fence()))
                    .containsEntry("executor", "two");
            assertDueIn(StoreUnderTest.LEASE);
        }

        @Test
        void leavesTheLeaseAsItIs() {
            long due = store.due(id).orElseThrow();
            one.commit(step(id, held.lastId(), held.fence()));

            assertThat(store.due(id)).hasValue(due);
        }

        @Test
        void givesTheLeaseBackTillATime() {
            long at = store.now() + 60_000;
            one.commit(handBack(id, held.lastId(), held.fence(), at));

            assertThat(store.due(id)).hasValue(at);
            assertThat(store.fields(id)).containsEntry("executor", "").containsEntry("status", "waiting");
            assertThat(store.rung()).isEmpty();
        }

        @Test
        void mayConsumeIntentsAndGiveTheLeaseBackWithoutAnEvent() {
            store.intents().record(id, "ann", CANCEL);
            Commit silent = consuming(
                    withoutEvent(
                            id, held.lastId(), held.fence(), new Commit.After.HandBack(Commit.After.HandBack.NEVER)),
                    standing());
            Map<String, String> before = store.fields(id);

            assertThat(one.commit(silent)).isEqualTo(new Committed.Done(List.of()));
            assertThat(one.commit(silent)).isEqualTo(new Committed.Done(List.of()));

            assertThat(store.due(id)).isEmpty();
            assertThat(store.log(id)).hasSize(2);
            assertThat(standing()).isEmpty();
            assertThat(store.fields(id))
                    .containsEntry("executor", "")
                    .containsEntry("lastId", before.get("lastId"))
                    .containsEntry("status", "running");
        }

        @Test
        void isFencedWithoutAnEventToo() {
            takeOver();

            assertThat(one.commit(withoutEvent(
                            id, held.lastId(), held.fence(), new Commit.After.HandBack(Commit.After.HandBack.NEVER))))
                    .isEqualTo(new Committed.Fenced());
            assertDueIn(StoreUnderTest.LEASE);
        }

        @Test
        void ringsWhereItIsGivenBackForNow() {
            one.commit(handBack(id, held.lastId(), held.fence(), store.now()));

            assertThat(store.rung()).containsExactly(id.toString());
        }

        @Test
        void isDueNeverWhereOnlyAnIntentCanWakeIt() {
            one.commit(handBack(id, held.lastId(), held.fence(), Commit.After.HandBack.NEVER));
            assertThat(store.due(id)).isEmpty();
            assertThat(store.rung()).isEmpty();

            store.intents().record(id, "ann", CANCEL);
            assertDueIn(Duration.ZERO);
        }

        @Test
        void isDueAtOnceAllTheSameWhereAnIntentStands() {
            store.intents().record(id, "ann", CANCEL);
            one.commit(handBack(id, held.lastId(), held.fence(), Commit.After.HandBack.NEVER));

            assertDueIn(Duration.ZERO);
        }

        @Test
        void isDueAtOnceWhereAnIntentStands() {
            store.intents().record(id, "ann", CANCEL);
            Committed committed = one.commit(handBack(id, held.lastId(), held.fence(), store.now() + 60_000));

            assertThat(requests(((Committed.Done) committed).intents())).containsExactly(CANCEL);
            assertDueIn(Duration.ZERO);
            assertThat(store.rung()).hasSize(2);
        }

        @Test
        void waitsWhereItConsumesTheIntentThatStood() {
            store.intents().record(id, "ann", CANCEL);
            long at = store.now() + 60_000;
            one.commit(consuming(handBack(id, held.lastId(), held.fence(), at), standing()));

            assertThat(store.due(id)).hasValue(at);
        }

        @Test
        void deletesExactlyTheIntentsItConsumed() {
            store.intents().record(id, "ann", PAUSE);
            store.intents().record(id, "ann", CANCEL);
            store.intents().record(id, "ann", RESUME);
            List<Intent> asked = standing();
            Commit first = consuming(step(id, held.lastId(), held.fence()), List.of(asked.get(1)));

            assertThat(one.commit(first)).isEqualTo(new Committed.Done(List.of(asked.get(0), asked.get(2))));
            assertThat(one.renew(List.of(new Held(id, held.fence(), first.last())), Renewal.KEEP))
                    .containsExactly(new Renewed.Kept(List.of(asked.get(0), asked.get(2))));
            Commit second = consuming(step(id, first.last(), held.fence()), List.of(asked.get(0), asked.get(2)));
            assertThat(one.commit(second)).isEqualTo(new Committed.Done(List.of()));
            assertThat(one.commit(second)).isEqualTo(new Committed.Done(List.of()));
            store.intents().record(id, "ann", CANCEL);
            assertThat(standing()).singleElement().satisfies(intent -> {
                assertThat(intent.request()).isEqualTo(CANCEL);
                assertThat(intent.number()).isGreaterThan(asked.getLast().number());
            });
            assertThat(one.commit(step(id, second.last(), held.fence()))).isEqualTo(new Committed.Done(standing()));
        }

        private List<Intent> standing() {
            return Intent.standing(store.fields(id));
        }

        @Test
        void deliversItsNoticesInTheSameStep() {
            ExecutionId parent = id();
            create(started(parent));
            Notice notice = new Notice(
                    parent,
                    new Intent.Request.ChildEnded(
                            "ship",
                            1,
                            null,
                            id,
                            ExecutionStatus.FAILED,
                            null,
                            Problem.node("server", "Server error", "503")));
            Commit commit = notifying(end(id, held.lastId(), held.fence()), notice);
            one.commit(commit);
            one.commit(commit);

            assertThat(requests(Intent.standing(store.fields(parent)))).containsExactly(notice.request());
            assertThat(store.rung()).contains(parent + " held");
        }

        @Test
        void deliversThousandsOfThem() {
            ExecutionId parent = id();
            Created.Written written = create(started(parent));
            EventId previous = held.lastId();
            for (int step = 0; step < 18; step++) {
                Notice[] notices = new Notice[250];
                Arrays.setAll(
                        notices,
                        item -> new Notice(
                                parent,
                                new Intent.Request.ChildEnded(
                                        "ship", 0, item, id, ExecutionStatus.COMPLETED, null, null)));
                Commit commit = notifying(step(id, previous, held.fence()), notices);
                one.commit(commit);
                previous = commit.last();
            }

            Renewed renewed = one.renew(List.of(new Held(parent, written.fence(), written.lastId())), Renewal.KEEP)
                    .getFirst();
            assertThat(((Renewed.Kept) renewed).intents()).hasSize(4_500);
        }

        @Test
        void wakesWhoeverANoticeIsTo() {
            ExecutionId child = id();
            Created.Written written = create(started(child));
            one.commit(handBack(child, written.lastId(), written.fence(), store.now() + 60_000));
            one.commit(notifying(step(id, held.lastId(), held.fence()), new Notice(child, CANCEL)));

            assertThat(store.due(child)).isPresent();
            assertThat(store.due(child).getAsLong()).isLessThanOrEqualTo(store.now());
        }

        @Test
        void passesOverANoticeToWhatHasEndedOrIsGone() {
            ExecutionId ended = id();
            Created.Written written = create(started(ended));
            one.commit(end(ended, written.lastId(), written.fence()));
            ExecutionId gone = id();
            one.commit(notifying(
                    step(id, held.lastId(), held.fence()), new Notice(ended, CANCEL), new Notice(gone, CANCEL)));

            assertThat(Intent.standing(store.fields(ended))).isEmpty();
            assertThat(store.due(ended)).isEmpty();
            assertThat(store.fields(gone)).isEmpty();
        }

        @Test
        void endsTheExecution() {
            Commit commit = end(id, held.lastId(), held.fence());

            assertThat(one.commit(commit)).isInstanceOf(Committed.Done.class);
            assertThat(one.commit(commit)).isInstanceOf(Committed.Done.class);
            assertThat(store.due(id)).isEmpty();
            assertThat(store.fields(id)).containsEntry("executor", "").containsEntry("status", "completed");
            assertThat(store.log(id)).hasSize(3);
        }

        @Test
        void isABugOnceTheExecutionHasEnded() {
            Commit commit = end(id, held.lastId(), held.fence());
            one.commit(commit);
            Map<String, String> before = store.fields(id);

            assertThatThrownBy(() -> one.commit(step(id, commit.last(), held.fence())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(id.toString());
            assertThat(store.fields(id)).isEqualTo(before);
        }
    }

    @Nested
    class Renewing {

        private Created.Written written;
        private Held held;

        @BeforeEach
        void hold() {
            written = create(started(id));
            held = new Held(id, written.fence(), written.lastId());
        }

        @Test
        void prolongsByOneLeaseFromNow() {
            store.makeDue(id);

            assertThat(one.renew(List.of(held), Renewal.KEEP)).containsExactly(new Renewed.Kept(List.of()));
            assertDueIn(StoreUnderTest.LEASE);
        }

        @Test
        void answersEachInOrder() {
            Created.Written other = create(started(id()));
            Held gone = new Held(id(), other.fence(), other.lastId());
            Held stale = new Held(id, written.fence() - 1, written.lastId());

            assertThat(one.renew(List.of(gone, held, stale), Renewal.KEEP))
                    .containsExactly(
                            new Renewed.Rewound(Optional.empty()), new Renewed.Kept(List.of()), new Renewed.Lost());
        }

        @Test
        void answersNothingToNothing() {
            assertThat(one.renew(List.of(), Renewal.KEEP)).isEmpty();
        }

        @Test
        void tellsTheIntentsThatStand() {
            store.intents().record(id, "ann", CANCEL);

            assertThat(one.renew(List.of(held), Renewal.KEEP))
                    .containsExactly(new Renewed.Kept(Intent.standing(store.fields(id))));
            assertThat(requests(Intent.standing(store.fields(id)))).containsExactly(CANCEL);
        }

        @Test
        void losesWhatAnotherTookOver() {
            takeOver();
            store.makeDue(id);
            long due = store.due(id).orElseThrow();

            assertThat(one.renew(List.of(held), Renewal.KEEP)).containsExactly(new Renewed.Lost());
            assertThat(store.due(id)).hasValue(due);
        }

        @Test
        void losesWhatHasEndedOrWasGivenBack() {
            Commit back = handBack(id, held.lastId(), held.fence(), store.now() + 9_000);
            one.commit(back);
            assertThat(one.renew(List.of(held), Renewal.KEEP)).containsExactly(new Renewed.Lost());

            ExecutionId ended = id();
            Created.Written other = create(started(ended));
            one.commit(end(ended, other.lastId(), other.fence()));
            assertThat(one.renew(List.of(new Held(ended, other.fence(), other.lastId())), Renewal.KEEP))
                    .containsExactly(new Renewed.Lost());
            assertThat(store.due(ended)).isEmpty();
        }

        @Test
        void isNothingForAnotherExecutorUnderTheSameFence() {
            assertThat(two.renew(List.of(held), Renewal.KEEP)).containsExactly(new Renewed.Lost());
        }

        @Test
        void toleratesACommitUnderWay() {
            one.commit(step(id, held.lastId(), held.fence()));

            assertThat(one.renew(List.of(held), Renewal.KEEP)).containsExactly(new Renewed.Kept(List.of()));
        }

        @Test
        void noticesThatAFailoverLostEvents() {
            Runnable failover = store.remember();
            Commit commit = step(id, held.lastId(), held.fence());
            one.commit(commit);
            failover.run();

            assertThat(one.renew(List.of(new Held(id, held.fence(), commit.last())), Renewal.KEEP))
                    .containsExactly(new Renewed.Rewound(Optional.of(held.lastId())));
        }

        @Test
        void noticesThatAFailoverLostTheClaim() {
            Runnable failover = store.remember();
            Claims.Claim claim = takeOver();
            failover.run();

            assertThat(two.renew(List.of(new Held(id, claim.fence(), held.lastId())), Renewal.KEEP))
                    .containsExactly(new Renewed.Rewound(Optional.of(held.lastId())));
        }

        @Test
        void letsGoForAnotherToTakeOverLater() {
            one.renew(List.of(held), new Renewal.LetGo(Duration.ofMinutes(1)));

            assertDueIn(Duration.ofMinutes(1));
            assertThat(store.rung()).isEmpty();
            Claims.Claim claim = takeOver();
            assertThat(claim.fields()).doesNotContainKey("takeovers");
        }

        @Test
        void letsGoForAnotherToTakeOver() {
            assertThat(one.renew(List.of(held), Renewal.LET_GO)).containsExactly(new Renewed.Kept(List.of()));

            assertThat(store.rung()).containsExactly(id.toString());
            assertThat(claim(two).takeover()).isTrue();
        }
    }

    @Nested
    class Restoring {

        private static final Map<String, String> NODE =
                Map.of("node:a", "{\"status\":\"completed\"}", "output:a", "42");

        private Created.Written held;
        private Commit lost;
        private Runnable failover;
        private List<Restoration.Tail> tail;

        @BeforeEach
        void loseACommit() {
            held = create(started(id));
            failover = store.remember();
            lost = step(id, held.lastId(), held.fence());
            one.commit(lost);
            tail = store.log(id);
        }

        @Test
        void writesTheLostEventsAndTheStateBack() {
            Map<String, String> before = store.fields(id);
            failover.run();

            assertThat(one.restore(restoration(id, held.fence(), NODE, tail, false)))
                    .isEqualTo(new Restored.Done(List.of()));
            assertThat(store.log(id)).isEqualTo(tail);
            assertThat(store.fields(id)).isEqualTo(before);
            assertThat(store.published(id).subList(4, 6))
                    .isEqualTo(store.published(id).subList(2, 4));
            assertDueIn(StoreUnderTest.LEASE);
            assertThat(one.commit(step(id, lost.last(), held.fence()))).isInstanceOf(Committed.Done.class);
        }

        @Test
        void publishesNothingTwice() {
            failover.run();
            one.restore(restoration(id, held.fence(), NODE, tail, false));

            assertThat(one.restore(restoration(id, held.fence(), NODE, tail, false)))
                    .isEqualTo(new Restored.Done(List.of()));
            assertThat(store.log(id)).isEqualTo(tail);
            assertThat(store.published(id)).hasSize(6);
        }

        @Test
        void needsOnlyTheEventsThatAreMissing() {
            failover.run();

            assertThat(one.restore(restoration(id, held.fence(), NODE, tail.subList(2, 4), false)))
                    .isInstanceOf(Restored.Done.class);
            assertThat(store.log(id)).isEqualTo(tail);
        }

        @Test
        void isRefusedWhereATailLeavesAGap() {
            failover.run();

            assertThat(one.restore(restoration(id, held.fence(), NODE, tail.subList(3, 4), false)))
                    .isEqualTo(new Restored.Diverged());
            assertThat(store.log(id)).hasSize(2);
        }

        @Test
        void isRefusedToWhoWasTakenOver() {
            failover.run();
            takeOver();
            Map<String, String> before = store.fields(id);

            assertThat(one.restore(restoration(id, held.fence(), NODE, tail, true)))
                    .isEqualTo(new Restored.Fenced());
            assertThat(store.fields(id)).isEqualTo(before);
            assertThat(store.log(id)).hasSize(2);
        }

        @Test
        void bringsBackAClaimThatWasLostToo() {
            Claims.Claim claim = takeOver();
            two.commit(step(id, lost.last(), claim.fence()));
            tail = store.log(id);
            failover.run();

            assertThat(two.restore(restoration(id, claim.fence(), NODE, tail, false)))
                    .isInstanceOf(Restored.Done.class);
            assertThat(store.fields(id))
                    .containsEntry("fence", Long.toString(claim.fence()))
                    .containsEntry("executor", "two");
            assertThat(store.log(id)).isEqualTo(tail);
        }

        @Test
        void isRefusedWhereTheFormerOwnerWroteOnInstead() {
            Claims.Claim claim = takeOver();
            Commit other = step(id, lost.last(), claim.fence());
            two.commit(other);
            List<Restoration.Tail> known = store.log(id);
            failover.run();
            one.commit(lost);
            one.commit(step(id, lost.last(), held.fence()));

            assertThat(two.restore(restoration(id, claim.fence(), NODE, known, true)))
                    .isEqualTo(new Restored.Diverged());
            assertThat(store.log(id)).extracting(Restoration.Tail::id).endsWith(new EventId(6, held.fence()));
        }

        @Test
        void writesAnExecutionThatIsGoneAnewWhereAllowed() {
            ExecutionId gone = id();
            Restoration restoration = restoration(gone, held.fence(), NODE, tail.subList(1, 4), true);

            assertThat(one.restore(restoration)).isEqualTo(new Restored.Done(List.of()));
            assertThat(store.fields(gone))
                    .containsAllEntriesOf(NODE)
                    .containsEntry("lastId", lost.last().toString())
                    .containsEntry("executor", "one");
            assertThat(store.log(gone)).isEqualTo(tail.subList(1, 4));
        }

        @Test
        void leavesAnExecutionThatIsGoneAloneElse() {
            ExecutionId gone = id();

            assertThat(one.restore(restoration(gone, held.fence(), NODE, tail, false)))
                    .isEqualTo(new Restored.Diverged());
            assertThat(store.fields(gone)).isEmpty();
            assertThat(store.log(gone)).isEmpty();
            assertThat(store.due(gone)).isEmpty();
        }

        @Test
        void bringsBackAnEnd() {
            Commit end = end(id, lost.last(), held.fence());
            one.commit(end);
            tail = store.log(id);
            failover.run();

            assertThat(one.restore(restoration(id, held.fence(), Map.of("status", "completed"), tail, false)))
                    .isInstanceOf(Restored.Done.class);
            assertThat(store.due(id)).isEmpty();
            assertThat(store.fields(id)).containsEntry("status", "completed").containsEntry("executor", "");
        }

        @Test
        void keepsWhatWasAskedSince() {
            failover.run();
            store.intents().record(id, "ann", CANCEL);

            Restored restored = one.restore(restoration(id, held.fence(), Map.of("intents", ""), tail, false));
            assertThat(restored).isEqualTo(new Restored.Done(Intent.standing(store.fields(id))));
            assertThat(requests(((Restored.Done) restored).intents())).containsExactly(CANCEL);
        }
    }

    @Nested
    class Limiting {

        private final ExecutionId second = id();
        private final ExecutionId third = id();
        private final ExecutionId fourth = id();
        private Created.Written first;

        @BeforeEach
        void twoRun() {
            first = create(limited(started(id), false));
            create(limited(started(second), false));
        }

        @Test
        void createsNoneOverTheLimit() {
            assertThat(one.create(limited(started(third), false))).isEqualTo(new Created.Full());
            assertThat(one.create(limited(queued(third), false))).isEqualTo(new Created.Full());
            assertThat(store.fields(third)).isEmpty();
            assertThat(store.due(third)).isEmpty();
        }

        @Test
        void letsNoneStandInLineThatIsClaimed() {
            assertThat(one.create(limited(started(third), true))).isEqualTo(new Created.Full());
        }

        @Test
        void runsThoseInLineInTheirOrderAsOthersEnd() {
            create(limited(queued(third), true));
            create(limited(queued(fourth), true));
            assertThat(store.due(third)).isEmpty();
            assertThat(claimed(two)).isEmpty();

            one.commit(end(id, first.lastId(), first.fence()));

            assertThat(claimed(two)).containsExactly(third);
            assertThat(store.due(fourth)).isEmpty();
            assertThat(store.rung()).contains(third.toString());
        }

        @Test
        void servesThoseInLineFirst() {
            create(limited(queued(third), true));
            one.commit(end(id, first.lastId(), first.fence()));

            assertThat(one.create(limited(started(fourth), false))).isEqualTo(new Created.Full());
        }

        @Test
        void freesASlotForTheNextRequest() {
            one.commit(end(id, first.lastId(), first.fence()));

            assertThat(one.create(limited(started(third), false))).isInstanceOf(Created.Written.class);
        }

        @Test
        void repeatsACreationThatStandsInLine() {
            Creation creation = limited(queued(third), true);

            assertThat(one.create(creation)).isEqualTo(one.create(creation));
        }

        @Test
        void keepsOneInLineWhereItIsUnlessItIsCancelled() {
            create(limited(queued(third), true));

            store.intents().record(third, "ann", PAUSE);
            assertThat(store.due(third)).isEmpty();
            store.intents().record(third, "ann", CANCEL);
            assertThat(claimed(two)).containsExactly(third);
        }

        @Test
        void givesNoSlotToTheEndOfOneThatStoodInLine() {
            Created.Written written = create(limited(queued(third), true));
            create(limited(queued(fourth), true));
            store.intents().record(third, "ann", CANCEL);
            Claims.Claim claim = two.claim(1, "line").claims().getFirst();
            two.commit(end(third, written.lastId(), claim.fence()));

            assertThat(store.due(fourth)).isEmpty();
            one.commit(end(id, first.lastId(), first.fence()));
            assertThat(claimed(two)).containsExactly(fourth);
        }

        @Test
        void leavesTheLeaseOfOneInLineThatIsBeingCancelledAsItIs() {
            Created.Written written = create(limited(queued(third), true));
            store.intents().record(third, "ann", CANCEL);
            Claims.Claim claim = two.claim(1, "line").claims().getFirst();
            one.commit(end(id, first.lastId(), first.fence()));

            assertThat(store.due(third).orElseThrow()).isGreaterThan(store.now());
            create(limited(queued(fourth), true));
            two.commit(end(third, written.lastId(), claim.fence()));
            assertThat(claimed(two)).containsExactly(fourth);
        }

        @Test
        void keepsToTheLimitOfWhoIsNextInLine() {
            create(with(limited(queued(third), true), Map.of("limit", "1")));
            one.commit(end(id, first.lastId(), first.fence()));

            assertThat(store.due(third)).isEmpty();
            assertThat(one.create(limited(started(fourth), false))).isEqualTo(new Created.Full());
        }

        @Test
        void looksAtOneInLineWhenItsTimeIsUp() {
            Creation creation = limited(queued(third), true);
            long deadline = store.now() - 1;
            one.create(new Creation(third, creation.fields(), creation.events(), false, true, 0, deadline, null));

            Claims.Claim claim = two.claim(1, "late").claims().getFirst();
            assertThat(claim.id()).isEqualTo(third);
            assertThat(claim.takeover()).isFalse();
        }

        @Test
        void letsNoneStandInLineBehindOneThatItIsAPartOf() {
            ExecutionId between = id();
            Map<String, String> ships = running("ship", 0);
            one.commit(new Commit(
                    id,
                    first.fence(),
                    first.lastId(),
                    ships,
                    events("node.started"),
                    Samples.KEEP,
                    List.of(),
                    List.of()));
            create(with(with(started(between), ships), Map.of("parent", id + " ship 0", "workflowId", "parcel")));
            Creation child = with(limited(queued(third), true), Map.of("parent", between + " ship 0"));

            assertThat(one.create(child)).isEqualTo(new Created.Full());
            assertThat(store.fields(third)).isEmpty();
        }

        @Test
        void letsAPartOfAnythingElseStandInLine() {
            ExecutionId other = id();
            create(with(with(started(other), running("ship", 0)), Map.of("workflowId", "parcel")));

            create(with(limited(queued(third), true), Map.of("parent", other + " ship 0")));
            one.commit(end(id, first.lastId(), first.fence()));
            assertThat(claimed(two)).containsExactly(third);
        }

        @Test
        void bringsASlotBackWithARestoration() {
            Runnable failover = store.remember();
            one.commit(end(id, first.lastId(), first.fence()));
            create(limited(started(third), false));
            List<Restoration.Tail> tail = store.log(third);
            failover.run();

            Map<String, String> fields = Map.of("limit", "2", "workflowId", "order");
            Restoration restoration = restoration(third, tail.getLast().id().fence(), fields, tail, true);
            assertThat(one.restore(restoration)).isInstanceOf(Restored.Done.class);
            one.commit(end(id, first.lastId(), first.fence()));
            assertThat(one.create(limited(started(fourth), false))).isEqualTo(new Created.Full());
        }

        private List<ExecutionId> claimed(ExecutionStore by) {
            return by.claim(10, "token" + System.nanoTime()).claims().stream()
                    .map(Claims.Claim::id)
                    .toList();
        }
    }

    @Nested
    class Timing {

        @Test
        void createsNothingBeforeItsTime() {
            assertThat(one.create(notBefore(started(id), store.now() + 3_600_000)))
                    .isEqualTo(new Created.Early());
            assertThat(store.fields(id)).isEmpty();
        }

        @Test
        void createsItOnceItsTimeHasCome() {
            assertThat(one.create(notBefore(started(id), store.now()))).isInstanceOf(Created.Written.class);
        }
    }

    @Nested
    class Linking {

        @Test
        void retriesAnExecutionOnce() {
            ended();
            ExecutionId retry = id();
            create(with(started(retry), Map.of("retryOf", id.toString())));

            assertThat(one.create(with(started(id()), Map.of("retryOf", id.toString()))))
                    .isEqualTo(new Created.Repeated(retry, "running"));
            assertThat(store.fields(id)).containsEntry("retriedBy", retry.toString());
        }

        @Test
        void givesARetryTheOutputsOfItsNodes() {
            Created.Written written = create(started(id));
            Commit step = step(id, written.lastId(), written.fence());
            one.commit(step);
            one.commit(end(id, step.last(), written.fence()));
            ExecutionId retry = id();
            create(with(started(retry), Map.of("retryOf", id.toString(), "node:a", "{}", "node:b", "{}")));

            assertThat(store.fields(retry)).containsEntry("output:a", "42").doesNotContainKey("output:b");
        }

        @Test
        void repeatsNothingThatHasNotEnded() {
            create(started(id));
            assertThat(one.create(with(started(id()), Map.of("retryOf", id.toString()))))
                    .isEqualTo(new Created.Orphan());
            assertThat(one.create(with(started(id()), Map.of("rerunOf", id.toString()))))
                    .isEqualTo(new Created.Orphan());
            assertThat(store.fields(id)).doesNotContainKeys("retriedBy", "rerunBy");
        }

        private void ended() {
            Created.Written written = create(started(id));
            one.commit(end(id, written.lastId(), written.fence()));
        }

        @Test
        void namesTheLastRerunsFirst() {
            ended();
            ExecutionId rerun = id();
            ExecutionId another = id();
            create(with(started(rerun), Map.of("rerunOf", id.toString())));
            create(with(started(another), Map.of("rerunOf", id.toString())));

            assertThat(store.fields(id)).containsEntry("rerunBy", another + " " + rerun);
        }

        @Test
        void linksARerunAgainThatAFailoverLost() {
            ended();
            ExecutionId rerun = id();
            ExecutionId another = id();
            create(with(started(rerun), Map.of("rerunOf", id.toString())));
            Runnable failover = store.remember();
            Created.Written written = create(with(started(another), Map.of("rerunOf", id.toString())));
            List<Restoration.Tail> tail = store.log(another);
            failover.run();

            for (int i = 0; i < 2; i++) {
                one.restore(restoration(another, written.fence(), Map.of("rerunOf", id.toString()), tail, true));
                assertThat(store.fields(id)).containsEntry("rerunBy", another + " " + rerun);
            }
        }

        @Test
        void leavesNothingOfWhatIsGone() {
            ExecutionId gone = id();
            assertThat(one.create(with(started(id()), Map.of("retryOf", gone.toString()))))
                    .isEqualTo(new Created.Orphan());
            assertThat(one.create(with(started(id()), Map.of("rerunOf", gone.toString()))))
                    .isEqualTo(new Created.Orphan());

            assertThat(store.fields(gone)).isEmpty();
        }

        @Test
        void createsNoChildOfWhatHasEndedOrIsGone() {
            Created.Written written = create(with(started(id), running("ship", 0)));
            ExecutionId child = id();
            Map<String, String> parent = Map.of("parent", id + " ship 0");
            assertThat(one.create(with(started(child), parent))).isInstanceOf(Created.Written.class);
            one.commit(end(id, written.lastId(), written.fence()));

            assertThat(one.create(with(started(id()), parent))).isEqualTo(new Created.Orphan());
            assertThat(one.create(with(started(id()), Map.of("parent", id() + " ship 0"))))
                    .isEqualTo(new Created.Orphan());
            assertThat(one.create(with(started(child), parent))).isInstanceOf(Created.Written.class);
        }

        @Test
        void createsNoChildOfAnAttemptThatHasEnded() {
            create(with(started(id), running("ship", 1)));

            assertThat(one.create(with(started(id()), Map.of("parent", id + " ship 0"))))
                    .isEqualTo(new Created.Orphan());
            assertThat(one.create(with(started(id()), Map.of("parent", id + " other 1"))))
                    .isEqualTo(new Created.Orphan());
            assertThat(one.create(with(started(id()), Map.of("parent", id + " ship 1"))))
                    .isInstanceOf(Created.Written.class);
        }

        @Test
        void createsNoChildOfANodeThatHasEnded() {
            create(with(started(id), Map.of("node:ship", "{\"status\":\"failed\"}")));

            assertThat(one.create(with(started(id()), Map.of("parent", id + " ship 0"))))
                    .isEqualTo(new Created.Orphan());
        }
    }

    @Nested
    class Intending {

        @Test
        void refusesTooMany() {
            create(started(id));
            for (int i = 0; i < 50; i++) {
                store.intents().record(id, "ann", PAUSE);
                assertThat(store.intents().record(id, "ann", RESUME)).isEqualTo(Recorded.RECORDED);
            }

            assertThat(store.intents().record(id, "ann", PAUSE)).isEqualTo(Recorded.TOO_MANY);
            assertThat(store.intents().record(id, "ann", RESUME)).isEqualTo(Recorded.RECORDED);
        }

        @Test
        void refusesNoCancelHoweverManyThereAre() {
            create(started(id));
            for (int i = 0; i < 50; i++) {
                store.intents().record(id, "ann", PAUSE);
                store.intents().record(id, "ann", RESUME);
            }

            assertThat(store.intents().record(id, "ann", CANCEL)).isEqualTo(Recorded.RECORDED);
            assertThat(store.intents().record(id, "ann", PAUSE)).isEqualTo(Recorded.TOO_MANY);
            assertThat(store.intents().record(id, "ann", CANCEL)).isEqualTo(Recorded.RECORDED);
            assertThat(Intent.standing(store.fields(id))).hasSize(101);
        }

        @Test
        void keepsWhatIsAskedInItsOrder() {
            create(started(id));
            Intent.Request signal = new Intent.Request.Signal("go", null, TextNode.valueOf("now"), 7);
            store.intents().record(id, "ann", PAUSE);
            store.intents().record(id, "ann", signal);
            store.intents().record(id, "ann", RESUME);

            assertThat(requests(Intent.standing(store.fields(id)))).containsExactly(PAUSE, signal, RESUME);
        }

        @Test
        void recordsNoPauseThatIsInEffect() {
            Created.Written written = create(started(id));
            store.intents().record(id, "ann", RESUME);
            assertThat(Intent.standing(store.fields(id))).isEmpty();

            store.intents().record(id, "ann", PAUSE);
            store.intents().record(id, "ann", CANCEL);
            store.intents().record(id, "ann", PAUSE);
            assertThat(requests(Intent.standing(store.fields(id)))).containsExactly(PAUSE, CANCEL);

            one.commit(pausedForGood(written, Intent.standing(store.fields(id))));
            assertThat(store.intents().record(id, "ann", PAUSE)).isEqualTo(Recorded.RECORDED);
            assertThat(Intent.standing(store.fields(id))).isEmpty();
            assertThat(store.due(id)).isEmpty();

            store.intents().record(id, "ann", RESUME);
            store.intents().record(id, "ann", RESUME);
            assertThat(requests(Intent.standing(store.fields(id)))).containsExactly(RESUME);
            store.intents().record(id, "ann", PAUSE);
            assertThat(requests(Intent.standing(store.fields(id)))).containsExactly(RESUME, PAUSE);
        }

        @Test
        void knowsAgainWhatCameWithAKey() {
            create(started(id));
            store.intents().record(id, "ann", PAUSE, "one");
            store.intents().record(id, "ann", RESUME, "one");

            assertThat(store.intents().record(id, "ann", PAUSE, "one")).isEqualTo(Recorded.RECORDED);
            assertThat(requests(Intent.standing(store.fields(id)))).containsExactly(PAUSE, RESUME);
            store.intents().record(id, "ann", PAUSE, "two");
            assertThat(requests(Intent.standing(store.fields(id)))).containsExactly(PAUSE, RESUME, PAUSE);
        }

        @Test
        void knowsAgainAlsoWhatChangedNothing() {
            create(started(id));
            store.intents().record(id, "ann", RESUME, "early");
            store.intents().record(id, "ann", PAUSE, "one");

            store.intents().record(id, "ann", RESUME, "early");

            assertThat(requests(Intent.standing(store.fields(id)))).containsExactly(PAUSE);
        }

        private Commit pausedForGood(Created.Written written, List<Intent> consumed) {
            Commit.After after = new Commit.After.HandBack(Commit.After.HandBack.NEVER);
            return new Commit(
                    id,
                    written.fence(),
                    written.lastId(),
                    Map.of("status", "paused"),
                    events("workflow.paused"),
                    after,
                    consumed.stream().map(Intent::number).toList(),
                    List.of());
        }

        @Test
        void wakesAnExecutionThatNobodyHolds() {
            Created.Written written = createHandedBack();

            assertThat(store.intents().record(id, "ann", CANCEL)).isEqualTo(Recorded.RECORDED);
            assertDueIn(Duration.ZERO);
            assertThat(store.rung()).containsExactly(id.toString());
            Claims.Claim claim = claim(two);
            assertThat(claim.fence()).isGreaterThan(written.fence());
            assertThat(requests(Intent.standing(claim.fields()))).containsExactly(CANCEL);
        }

        @Test
        void ringsForTheOwnerAndLeavesItsLease() {
            create(started(id));
            store.intents().record(id, "ann", CANCEL);

            assertDueIn(StoreUnderTest.LEASE);
            assertThat(store.rung()).containsExactly(id + " held");
        }

        @Test
        void recordsTheSameOnlyOnce() {
            create(started(id));
            store.intents().record(id, "ann", CANCEL);

            assertThat(store.intents().record(id, "ann", CANCEL)).isEqualTo(Recorded.RECORDED);
            assertThat(requests(Intent.standing(store.fields(id)))).containsExactly(CANCEL);
        }

        @Test
        void findsNeitherTheUnknownNorAnothers() {
            create(started(id));
            Map<String, String> before = store.fields(id);

            assertThat(store.intents().record(id(), "ann", CANCEL)).isEqualTo(Recorded.NOT_FOUND);
            assertThat(store.intents().record(id, "bob", CANCEL)).isEqualTo(Recorded.NOT_FOUND);
            assertThat(store.fields(id)).isEqualTo(before);
        }

        @Test
        void findsEverybodysForOneWhoMayCommandThem() {
            create(started(id));

            assertThat(store.intents().record(id(), "*", CANCEL)).isEqualTo(Recorded.NOT_FOUND);
            assertThat(store.intents().record(id, "*", CANCEL)).isEqualTo(Recorded.RECORDED);
        }

        @Test
        void isTooLateOnceTheExecutionHasEnded() {
            Created.Written written = create(started(id));
            one.commit(end(id, written.lastId(), written.fence()));

            assertThat(store.intents().record(id, "ann", CANCEL)).isEqualTo(Recorded.FINISHED);
            assertThat(Intent.standing(store.fields(id))).isEmpty();
        }
    }

    @Nested
    class Signalling {

        private final Intent.Request.Signal go = signal("k1", "now");

        private static Intent.Request.Signal signal(@Nullable String key, String payload) {
            return new Intent.Request.Signal("go", key, TextNode.valueOf(payload), 1_800_000_000_123L);
        }

        @Test
        void isKeptForTheOwnerToFind() {
            create(started(id));

            assertThat(store.intents().signal(id, "ann", go)).isEqualTo(IntentStore.Signalled.RECEIVED);
            assertThat(store.fields(id))
                    .containsEntry("signal:go", "{\"key\":\"k1\",\"payload\":\"now\",\"receivedAt\":1800000000123}");
            assertThat(requests(Intent.standing(store.fields(id)))).containsExactly(go);
            assertDueIn(StoreUnderTest.LEASE);
            assertThat(store.rung()).containsExactly(id + " held");
        }

        @Test
        void wakesAnExecutionThatNobodyHolds() {
            Created.Written written = create(started(id));
            one.commit(handBack(id, written.lastId(), written.fence(), Commit.After.HandBack.NEVER));

            store.intents().signal(id, "ann", go);
            assertDueIn(Duration.ZERO);
            assertThat(requests(Intent.standing(claim(two).fields()))).containsExactly(go);
        }

        @Test
        void isTakenOnceForEachName() {
            create(started(id));
            store.intents().signal(id, "ann", go);
            Map<String, String> before = store.fields(id);

            assertThat(store.intents().signal(id, "ann", signal("k2", "now"))).isEqualTo(IntentStore.Signalled.TAKEN);
            assertThat(store.intents().signal(id, "ann", signal("k1", "later"))).isEqualTo(IntentStore.Signalled.TAKEN);
            assertThat(store.intents().signal(id, "ann", signal(null, "now"))).isEqualTo(IntentStore.Signalled.TAKEN);
            assertThat(store.fields(id)).isEqualTo(before);
        }

        @Test
        void isTheSameWithTheSameKeyAndPayloadWhateverHappenedSince() {
            Created.Written written = create(started(id));
            store.intents().signal(id, "ann", go);
            Intent.Request.Signal later = new Intent.Request.Signal("go", "k1", go.payload(), go.receivedAt() + 5);

            assertThat(store.intents().signal(id, "ann", later)).isEqualTo(IntentStore.Signalled.RECEIVED);
            one.commit(end(id, written.lastId(), written.fence()));
            Map<String, String> ended = store.fields(id);

            assertThat(store.intents().signal(id, "ann", later)).isEqualTo(IntentStore.Signalled.RECEIVED);
            assertThat(store.intents().signal(id, "ann", signal("k2", "now")))
                    .isEqualTo(IntentStore.Signalled.FINISHED);
            assertThat(store.fields(id)).isEqualTo(ended);
        }

        @Test
        void withoutAKeyIsNeverTheSame() {
            create(started(id));
            store.intents().signal(id, "ann", signal(null, "now"));

            assertThat(store.intents().signal(id, "ann", signal(null, "now"))).isEqualTo(IntentStore.Signalled.TAKEN);
        }

        @Test
        void findsNeitherTheUnknownNorAnothers() {
            create(started(id));

            assertThat(store.intents().signal(id(), "ann", go)).isEqualTo(IntentStore.Signalled.NOT_FOUND);
            assertThat(store.intents().signal(id, "bob", go)).isEqualTo(IntentStore.Signalled.NOT_FOUND);
            assertThat(store.fields(id)).doesNotContainKey("signal:go");
            assertThat(store.intents().signal(id, "*", go)).isEqualTo(IntentStore.Signalled.RECEIVED);
        }
    }

    private Created.Written create(Creation creation) {
        return (Created.Written) one.create(creation);
    }

    /** Three events, held by nobody, due in a while. */
    private Created.Written createHandedBack() {
        Created.Written written = create(started(id));
        one.commit(handBack(id, written.lastId(), written.fence(), store.now() + 60_000));
        return written;
    }

    private Claims.Claim claim(ExecutionStore executor) {
        if (store.due(id).orElseThrow() > store.now()) {
            store.makeDue(id);
        }
        List<Claims.Claim> claims = executor.claim(
                        10,
                        "token " + store.log(id).size() + executor.hashCode()
                                + store.fields(id).get("fence"))
                .claims();
        assertThat(claims).hasSize(1);
        return claims.getFirst();
    }

    /** Two takes over from one. */
    private Claims.Claim takeOver() {
        Claims.Claim claim = claim(two);
        assertThat(claim.takeover()).isTrue();
        return claim;
    }

    private static Map<String, String> running(String nodeId, int retries) {
        String more = retries == 0 ? "" : "\"retries\":" + retries + ",";
        return Map.of("node:" + nodeId, "{\"status\":\"running\"," + more + "\"attempt\":1}");
    }

    private void assertLog(EventId first, String... types) {
        List<Restoration.Tail> log = store.log(id);
        assertThat(log).extracting(Restoration.Tail::entry).isEqualTo(events(types));
        for (int i = 0; i < log.size(); i++) {
            assertThat(log.get(i).id()).isEqualTo(new EventId(first.seq() + i, first.fence()));
        }
    }

    private void assertEverythingWasPublishedOnce() {
        assertThat(store.published(id))
                .isEqualTo(store.log(id).stream()
                        .map(entry -> new EventMessage(
                                entry.id(), entry.entry().type(), entry.entry().data()))
                        .toList());
    }

    private void assertDueIn(Duration duration) {
        assertThat(store.due(id).orElseThrow() - store.now()).isCloseTo(duration.toMillis(), within(1_000L));
    }
}

package io.flowcast.gateway.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WheelTest {
    private static final int TURNS = 4;

    private final Wheel<Seat> wheel = new Wheel<>(TURNS);

    @Test
    void everyMemberIsVisitedOnceARoundASlotATurn() {
        List<Seat> seats = seats(10);
        List<Seat> visited = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            int before = visited.size();
            wheel.turn(visited::add);
            assertThat(visited.size() - before).isBetween(2, 3);
        }
        assertThat(visited).containsExactlyInAnyOrderElementsOf(seats);
    }

    @Test
    void whoLeftIsNotVisited() {
        List<Seat> seats = seats(10);
        wheel.remove(seats.get(3));
        wheel.remove(seats.get(3));
        wheel.remove(seats.get(7));
        assertThat(round()).hasSize(8).doesNotContain(seats.get(3), seats.get(7));
    }

    @Test
    void aMemberMayLeaveWhileItIsVisited() {
        seats(10);
        for (int turn = 0; turn < TURNS; turn++) {
            wheel.turn(wheel::remove);
        }
        assertThat(round()).isEmpty();
    }

    private List<Seat> seats(int number) {
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Seat seat = new Seat();
            seats.add(seat);
            wheel.add(seat);
        }
        return seats;
    }

    private List<Seat> round() {
        List<Seat> visited = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            wheel.turn(visited::add);
        }
        return visited;
    }

    private static final class Seat extends Wheel.Member {}
}

package io.flowcast.gateway.sse;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Visits each of its members once a round, a slot a turn, so that thousands of keepalives need one timer and do not all
 * fall on the same moment. Of one event loop.
 */
final class Wheel<T extends Wheel.Member> {

    /** Where it sits is written on the member, so that leaving costs nothing. */
    abstract static class Member {
        private int slot = -1;
        private int place;
    }

    private final List<List<T>> slots = new ArrayList<>();
    private int next;
    private int fill;

    Wheel(int turns) {
        for (int i = 0; i < turns; i++) {
            slots.add(new ArrayList<>());
        }
    }

    void add(T member) {
        fill = (fill + 1) % slots.size();
        List<T> slot = slots.get(fill);
        ((Member) member).slot = fill;
        ((Member) member).place = slot.size();
        slot.add(member);
    }

    void remove(T member) {
        Member seat = member;
        if (seat.slot < 0) {
            return;
        }
        List<T> slot = slots.get(seat.slot);
        T last = slot.removeLast();
        if (seat.place < slot.size()) {
            slot.set(seat.place, last);
            ((Member) last).place = seat.place;
        }
        seat.slot = -1;
    }

    /** Visits the next slot; the visitor may remove the member it gets. */
    void turn(Consumer<T> visitor) {
        List<T> slot = slots.get(next);
        next = (next + 1) % slots.size();
        for (int i = slot.size() - 1; i >= 0; i--) {
            if (i < slot.size()) {
                visitor.accept(slot.get(i));
            }
        }
    }

    /** All of them, in a list of its own. */
    List<T> members() {
        List<T> members = new ArrayList<>();
        slots.forEach(members::addAll);
        return members;
    }

    /** Whether half a round is complete, or a whole one. */
    boolean atHalf() {
        return next % (slots.size() / 2) == 0;
    }
}

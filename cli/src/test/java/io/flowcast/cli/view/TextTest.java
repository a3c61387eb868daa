package io.flowcast.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void controlCharactersAreTakenOut() {
        assertThat(Text.clean("a\033[2Jb\u009b1mc\nd\te\u202Ef")).isEqualTo("a?[2Jb?1mc d e?f");
    }

    @Test
    void jsonKeepsItsMeaning() {
        assertThat(Text.cleanJson("{\"a\":\"x\u009by\u007f\"}")).isEqualTo("{\"a\":\"x\\u009by\\u007f\"}");
        assertThat(Text.cleanJson("{\"ü\":\"拒\"}")).isEqualTo("{\"ü\":\"拒\"}");
    }

    @Test
    void widthsAreThoseOfATerminal() {
        assertThat(Text.width("abc")).isEqualTo(3);
        assertThat(Text.width("拒绝")).isEqualTo(4);
        assertThat(Text.width("e\u0301")).isEqualTo(1);
        assertThat(Text.width("🚀")).isEqualTo(2);
        assertThat(Text.cut("拒绝拒绝", 5, "…")).isEqualTo("拒绝…");
        assertThat(Text.cut("abc", 3, "…")).isEqualTo("abc");
        assertThat(Text.cut("abc", 0, "…")).isEmpty();
    }

    @Test
    void durationsHaveThreeDigitsOrSo() {
        assertThat(Durations.inWords(-5)).isEqualTo("0ms");
        assertThat(Durations.inWords(999)).isEqualTo("999ms");
        assertThat(Durations.inWords(1_250)).isEqualTo("1.2s");
        assertThat(Durations.inWords(185_000)).isEqualTo("3m05s");
        assertThat(Durations.inWords(7_500_000)).isEqualTo("2h05m");
        assertThat(Durations.inWords(183_600_000)).isEqualTo("2d03h");
    }

    @Test
    void theSizeOfATerminalIsReadAsSttyPrintsIt() {
        assertThat(Terminal.read("40 132\n")).contains(new Size(40, 132));
        assertThat(Terminal.read("0 0\n")).isEmpty();
        assertThat(Terminal.read("stty: no tty\n")).isEmpty();
    }

    @Test
    void tablesStandInColumns() {
        assertThat(new Table("ID", "NAME").row("1", "拒绝").row("200", "x").lines())
                .containsExactly("ID   NAME", "1    拒绝", "200  x");
    }
}

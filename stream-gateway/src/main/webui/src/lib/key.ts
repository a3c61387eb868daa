/** Names something once and for all. `crypto.randomUUID` is not there on pages that came over plain HTTP from another machine. */
export const randomKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

/** Fields that may each be left out: a filter, a change, an address. Undefined says the same as absent. */
export type Optional<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | undefined };

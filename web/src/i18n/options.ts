/** What is offered to choose from. */
export interface Option<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
}

/** Records by their names: channels, locations, couriers. */
export const named = (records: readonly { readonly id: string; readonly name: string }[]): Option[] =>
  records.map(({ id, name }) => ({ value: id, label: name }));

/** Values of a fixed list, each in the words of the person's language. */
export const worded = <const Value extends string>(
  values: readonly Value[],
  word: (value: Value) => string,
): Option<Value>[] => values.map((value) => ({ value, label: word(value) }));

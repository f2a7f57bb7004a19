/** What a field shows, and who is told what it says now: `<TextInput label={…} {...boundText(name, setName)} />`. */
export const boundText = (value: string, onChoose: (value: string) => unknown) => ({
  value,
  onChange: (event: { readonly currentTarget: { readonly value: string } }) => void onChoose(event.currentTarget.value),
});

/** The same of a box to tick, or a switch. */
export const boundTick = (checked: boolean, onChoose: (checked: boolean) => unknown) => ({
  checked,
  onChange: (event: { readonly currentTarget: { readonly checked: boolean } }) =>
    void onChoose(event.currentTarget.checked),
});

type TextName<Draft> = { [Name in keyof Draft]-?: Draft[Name] extends string ? Name : never }[keyof Draft];
type TickName<Draft> = { [Name in keyof Draft]-?: Draft[Name] extends boolean ? Name : never }[keyof Draft];

/** What the fields of one form show and change: `<TextInput {...field.text("name")} />`, `<OneOf {...field("kind")} />`. */
export function fieldsOf<Draft extends object>(draft: Draft, change: (part: Partial<Draft>) => unknown) {
  const set = (name: keyof Draft, value: unknown) => change({ [name]: value } as Partial<Draft>);
  const field = <Name extends keyof Draft>(name: Name) => ({
    value: draft[name],
    onChange: (value: Draft[Name]) => void set(name, value),
  });
  return Object.assign(field, {
    text: (name: TextName<Draft>) => boundText(String(draft[name]), (value) => set(name, value)),
    tick: (name: TickName<Draft>) => boundTick(Boolean(draft[name]), (value) => set(name, value)),
  });
}

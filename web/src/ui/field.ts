/** What a field shows, and who is told what it says now: `<TextInput label={…} {...boundText(name, setName)} />`. */
export const boundText = (value: string, tell: (value: string) => unknown) => ({
  value,
  onChange: (event: { readonly currentTarget: { readonly value: string } }) => void tell(event.currentTarget.value),
});

/** The same of a box to tick, or a switch. */
export const boundTick = (checked: boolean, tell: (checked: boolean) => unknown) => ({
  checked,
  onChange: (event: { readonly currentTarget: { readonly checked: boolean } }) =>
    void tell(event.currentTarget.checked),
});

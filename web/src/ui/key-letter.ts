/** Inputs that take letters; a tick or a switch is left by keys. */
export const TYPED_IN = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]";

interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The key that was pressed alone; a letter of another script counts by its place: with Arabic letters on it, J is still J. */
export function keyOf({ key, code, ctrlKey, metaKey, altKey }: Pressed): string | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  return key.length === 1 && key > "~" && code.startsWith("Key") ? code.slice(3).toLowerCase() : key;
}

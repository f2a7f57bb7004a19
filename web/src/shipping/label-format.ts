/** What printed pages keep of their reader: choices, the size of the paper, and what was ticked off. */
import { useState } from "react";
import { choiceOf, saveChoice } from "../storage/choices.ts";

/** One of several, as it was chosen in this browser last. */
export function useStoredChoice<Value extends string>(name: string, values: readonly [Value, ...Value[]]) {
  const [value, setValue] = useState(() => values.find((one) => one === choiceOf(name)) ?? values[0]);
  const save = (next: Value) => {
    saveChoice(name, next);
    setValue(next);
  };
  return [value, save] as const;
}

/** Every page of what is printed, from the first on: a named page would begin after a page of the usual size. */
export function onSmallPages(): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("@page { size: 4in 6in; margin: 4mm }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}

/** The lines that are done after these were ticked, or ticked no more. */
export const ticked = (done: readonly string[], lineIds: readonly string[], isPicked: boolean): string[] => {
  const others = done.filter((line) => !lineIds.includes(line));
  return isPicked ? [...others, ...lineIds] : others;
};

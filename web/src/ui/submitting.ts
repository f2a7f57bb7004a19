import type { SyntheticEvent } from "react";

/** A form's `onSubmit` that begins a piece of work; the browser sends nothing and stays where it is. */
export const submitting = (begin: () => void) => (event: SyntheticEvent) => {
  event.preventDefault();
  begin();
};

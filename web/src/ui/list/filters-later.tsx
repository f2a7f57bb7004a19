/** A list's filters before anyone wanted one: the button, and room for the chips. */
import { lazy, Suspense } from "react";
import { LazyOverlay, later } from "../lazy-overlay.tsx";
import type { FiltersProps } from "./filter-fields.ts";
import { FilterTrigger } from "./filter-trigger.tsx";

const menu = later(async () => (await import("./filters.tsx")).FilterMenu);
const Chips = lazy(async () => ({ default: (await import("./filters.tsx")).FilterChips }));

export function FilterButton(props: FiltersProps) {
  if (props.fields.every(({ isOnlyLinked }) => isOnlyLinked)) return null;
  return (
    <LazyOverlay of={menu} props={props} opens="dialog">
      {(triggerProps) => <FilterTrigger {...triggerProps} />}
    </LazyOverlay>
  );
}

/** What the list is narrowed by. */
export function FiltersSet(props: FiltersProps) {
  if (!props.fields.some(({ name }) => props.state.filter[name] !== undefined)) return null;
  return (
    <Suspense fallback={<div style={{ height: 26 }} />}>
      <Chips {...props} />
    </Suspense>
  );
}

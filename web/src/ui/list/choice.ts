/** Which rows of a list are chosen, by what they are called. Another filter chooses anew; going back finds them chosen. */
import { useRouterState } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";

interface Chosen {
  readonly names: ReadonlyMap<string, string>;
  /** Everything that matches, also what was not read yet. */
  readonly isAll: boolean;
}

interface Listed<Row> {
  /** What the list is called, with its filter. */
  readonly list: string;
  /** The rows near the screen, once they are read. */
  readonly near: readonly Row[];
  rowKey(row: Row): string;
  nameOf(row: Row): string;
}

const NONE: Chosen = { names: new Map(), isAll: false };

/** By place in the history and list: the newest last. */
const cached = new Map<string, Chosen>();
const MAX_STORED = 20;

function save(place: string, chosen: Chosen): void {
  cached.delete(place);
  if (chosen.names.size > 0) cached.set(place, chosen);
  const [oldest] = cached.keys();
  if (cached.size > MAX_STORED && oldest !== undefined) cached.delete(oldest);
}

export function useChoice<Row>(listed: Listed<Row>) {
  // An address that is replaced, as while one types, has another key and the same index.
  const entry = useRouterState({ select: ({ location }) => location.state.__TSR_index });
  const place = `${entry} ${listed.list}`;
  const [state, setState] = useState(() => ({ place, chosen: cached.get(place) ?? NONE }));
  // Kept for the day the list is come back to.
  useEffect(() => save(state.place, state.chosen), [state]);
  const current = state.place === place ? state.chosen : (cached.get(place) ?? NONE);
  const of = useRef(listed);
  of.current = listed;
  const choose = useCallback(
    (rows: readonly Row[], isOn: boolean) =>
      setState((before) => {
        const names = new Map((before.place === place ? before.chosen : (cached.get(place) ?? NONE)).names);
        for (const row of rows) {
          const key = of.current.rowKey(row);
          if (isOn) names.set(key, of.current.nameOf(row));
          else names.delete(key);
        }
        return { place, chosen: { names, isAll: false } };
      }),
    [place],
  );
  useOnlyNear(listed, current, (names) => setState({ place, chosen: { ...current, names } }));
  return {
    ...current,
    choose,
    only: (rows: readonly Row[]) =>
      setState({
        place,
        chosen: { names: new Map(rows.map((row) => [listed.rowKey(row), listed.nameOf(row)])), isAll: false },
      }),
    all: () => setState({ place, chosen: { ...current, isAll: true } }),
    clear: () => setState({ place, chosen: NONE }),
  };
}

/** Back at the list: what is not seen there any more, as it was shipped meanwhile, is not chosen either. */
function useOnlyNear<Row>(
  { near, rowKey }: Listed<Row>,
  { names, isAll }: Chosen,
  set: (names: Chosen["names"]) => void,
) {
  const isBack = useRef(names.size > 0 && !isAll);
  useEffect(() => {
    if (!isBack.current || near.length === 0) return;
    isBack.current = false;
    const seen = new Set(near.map(rowKey));
    set(new Map([...names].filter(([key]) => seen.has(key))));
  });
}

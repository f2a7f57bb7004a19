/** A list's search: asks when the typing rests. */
import { CloseButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { toFirstRow } from "./first-row.ts";
import classes from "./list.module.css";
import type { SearchState } from "./search-state.ts";

const WAIT_MS = 250;

interface Props {
  readonly state: SearchState;
  readonly placeholder: string;
  /** How many it found, at the end of the box. */
  readonly total: ReactNode;
}

export function SearchBox({ state, placeholder, total }: Props) {
  const { t } = useTranslation("ui");
  const requested = state.filter["q"] ?? "";
  const [typed, setTyped] = useState(requested);
  const current = useRef(state);
  current.current = state;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // What leads here from elsewhere (a view, going back) shows in the box.
  useEffect(() => setTyped(requested), [requested]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => current.current.set({ q: text.trim() }), WAIT_MS);
  };
  return (
    <div className={classes["search"]}>
      <IconSearch size={16} aria-hidden />
      <input
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "ArrowDown" && toFirstRow(event)}
        placeholder={placeholder}
        aria-label={placeholder}
      />
      {typed !== "" && <CloseButton onClick={() => type("")} aria-label={t("list.clearSearch")} />}
      {total}
    </div>
  );
}

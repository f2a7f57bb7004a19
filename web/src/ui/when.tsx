/** A moment: how long ago, and exactly when on hover; or exactly when. */
import { type PointerEvent, useSyncExternalStore } from "react";
import { useFormat } from "../i18n/format.ts";

const TICK_MS = 30_000;

// One clock for all of them: a list shows forty.
let now = Date.now();
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of watchers) each();
  }, TICK_MS);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const never = () => () => undefined;

/** From here on it is urgent. */
const NEAR_MS = 12 * 3_600_000;

/** A moment as a countdown: drawn again as time passes. */
export function useRelative(at: string): { readonly text: string; readonly isPast: boolean; readonly isNear: boolean } {
  const { relative } = useFormat();
  const current = Math.max(
    useSyncExternalStore(watch, () => now),
    Date.now(),
  );
  const left = Date.parse(at) - current;
  return { text: relative(at, current), isPast: left < 0, isNear: left < NEAR_MS };
}

interface Props {
  readonly at: string;
  readonly isExact?: boolean;
  /** Something is to happen then: once the time has come, it is due now and not some time ago. */
  readonly isDue?: boolean;
}

export function When({ at, isExact = false, isDue = false }: Props) {
  const { relative, dateTime } = useFormat();
  const ticked = useSyncExternalStore(isExact ? never : watch, () => (isExact ? 0 : now));
  if (isExact) return <time dateTime={at}>{dateTime(at)}</time>;
  // Said when it is asked for: a list shows forty.
  const tellExactly = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.title = dateTime(at);
  };
  const current = Math.max(ticked, Date.now());
  const shown = isDue && Date.parse(at) < current ? new Date(current).toISOString() : at;
  return (
    <time dateTime={at} className="nowrap" onPointerEnter={tellExactly}>
      {relative(shown, current)}
    </time>
  );
}

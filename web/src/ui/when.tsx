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

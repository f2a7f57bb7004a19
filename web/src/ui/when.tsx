/** A moment: how long ago, and exactly when on hover; or exactly when. */
import { useEffect, useState } from "react";
import { useFormat } from "../i18n/format.ts";

const TICK_MS = 30_000;

export function When({ at, isExact = false }: { readonly at: string; readonly isExact?: boolean }) {
  const { relative, dateTime } = useFormat();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (isExact) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isExact]);
  const exact = dateTime(at);
  if (isExact) return <time dateTime={at}>{exact}</time>;
  return (
    <time dateTime={at} className="nowrap" title={exact}>
      {relative(at, Math.max(now, Date.now()))}
    </time>
  );
}

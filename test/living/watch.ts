/** Tells a run that hangs from one that is slow: what counts is whether anything still happens, not how long it takes. */
import { minutesOf } from "./report.ts";

export interface Watch {
  /** What is being done from here on. */
  begin(what: string): void;
  /** The same object, whose calls count as signs of life. */
  followed<T extends object>(name: string, object: T): T;
  /** A number that changes while work goes on, such as a clock's. */
  follow(sign: () => number): void;
  stop(): void;
}

const POLL_EVERY_MS = 2_000;

/** Calls `hung`, once, with what was going on when nothing has happened for `stallMs`. */
export function startWatch({ stallMs, hung }: { stallMs: number; hung: (what: string) => void }): Watch {
  let doing = "the start";
  let sign = () => 0;
  let calls = 0;
  let seen = "";
  let changedAt = performance.now();
  const open = new Map<number, string>();

  function readNow(): void {
    const now = `${doing} ${calls} ${open.size} ${sign()}`;
    if (now !== seen) {
      seen = now;
      changedAt = performance.now();
    } else if (performance.now() - changedAt > stallMs) {
      clearInterval(timer);
      const waiting = open.size === 0 ? "no call to the shop is open" : `open: ${[...open.values()].join(", ")}`;
      hung(`${doing}: nothing has happened for ${minutesOf(stallMs)} (${waiting}).`);
    }
  }
  const timer = setInterval(readNow, POLL_EVERY_MS);
  timer.unref();
  return {
    begin(what) {
      doing = what;
    },
    follow(next) {
      sign = next;
    },
    followed: (name, object) =>
      new Proxy(object, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key);
          if (typeof value !== "function") return value;
          return (...args: unknown[]) => {
            calls += 1;
            const call = calls;
            const answer: unknown = Reflect.apply(value, target, args);
            if (!(answer instanceof Promise)) return answer;
            open.set(call, `${name}.${String(key)}`);
            return answer.finally(() => open.delete(call));
          };
        },
      }),
    stop: () => clearInterval(timer),
  };
}

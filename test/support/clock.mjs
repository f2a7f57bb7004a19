// Moves the clock of the process it runs in: every Date its programs make. Preloaded with CLOCK_AHEAD_MS, or told later.
import process from "node:process";

const Real = globalThis.Date;
let aheadMs = 0;
const now = () => Real.now() + aheadMs;

/** Sets how far this process is ahead of the machine. */
export function moveClock(ms) {
  aheadMs = ms;
  if (globalThis.Date !== Real) return;
  const moved = new Proxy(Real, {
    construct: (target, args, asked) => Reflect.construct(target, args.length === 0 ? [now()] : args, asked),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
  Real.prototype.constructor = moved;
  globalThis.Date = moved;
}

const ahead = Number(process.env.CLOCK_AHEAD_MS ?? "0");
if (ahead !== 0) moveClock(ahead);

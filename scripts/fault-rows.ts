/** The faults a hub has to survive: how each is made, what must hold, and what no test does yet. */
import type { FaultRow } from "./faults-table.ts";

export const faultRows: Readonly<Record<string, FaultRow>> = {
  F01: {
    fault: "Killed at random",
    injected: "kill -9 of the process among deliveries",
    asked: "none lost, none applied twice; work again in 10 s",
    lacks: "work is awaited for 30 s",
  },
  F02: {
    fault: "Killed at every step",
    injected: "the engine dies at a drawn statement, or before or after a drawn call; `npm run sim` plays more worlds",
    asked: "the state of an uninterrupted run",
    lacks: "the points are drawn, not listed",
  },
  F03: {
    fault: "The database restarts",
    injected: "SIGQUIT to PostgreSQL under load",
    asked: "503 and never a false 2xx; the process stays",
    lacks: "",
  },
  F04: {
    fault: "A backend ends in a transaction",
    injected: "`pg_terminate_backend`; in simulated worlds every connection breaks",
    asked: "nothing half applied, tried again",
    lacks: "",
  },
  F05: {
    fault: "The database's disk is full",
    injected: "PostgreSQL's own error for every row written; a server that ends for want of log and stays away",
    asked: "503, resumes by itself ([211](decisions/211-a-full-disk.md))",
    lacks: "head-room kept for the inbox",
  },
  F06: {
    fault: "The platform is down for hours",
    injected: "its sandbox answers nothing, on a clock of the test's own",
    asked: "one probe a minute, newest state wins",
    lacks: "",
  },
  F07: {
    fault: "We are down, the subscription is gone",
    injected: "the sandbox loses webhooks and drops subscriptions",
    asked: "registered anew in 15 minutes, the gap filled",
    lacks: "",
  },
  F08: {
    fault: "Throttled",
    injected: "429 with a time, without one",
    asked: "not earlier than told; the limiter's own tests stand beside it",
    lacks: "other stores' latency",
  },
  F09: {
    fault: "Every delivery several times",
    injected: "copies at once, through several processes",
    asked: "one row, one effect",
    lacks: "",
  },
  F10: {
    fault: "Out of order",
    injected: "events of an order permuted, in batches",
    asked: "one final state",
    lacks: "",
  },
  F11: {
    fault: "Clocks",
    injected: "skew between machines, leaps back, a shop's clock ahead and behind, hours that repeat",
    asked:
      "nothing skipped, schedules run once ([178](decisions/178-a-clock-set-back.md), [204](decisions/204-the-shops-own-clock.md))",
    lacks: "year end",
  },
  F12: {
    fault: "A token ends in a run",
    injected: "it expires under fifty calls, in two processes",
    asked: "one renewal, no work lost",
    lacks: "",
  },
  F13: {
    fault: "Poison",
    injected:
      "bad JSON, five megabytes, deep nesting, NUL, lone surrogates, numbers beyond all; `npm run fuzz` makes more",
    asked: "kept or 4xx, others go on",
    lacks: "",
  },
  F14: {
    fault: "A half-open platform",
    injected: "answers that never end, redirects in a circle",
    asked: "bounded, sockets given back",
    lacks: "memory; sockets of redirects",
  },
  F15: {
    fault: "An answer is lost",
    injected: "the sandbox does it and says nothing; every connector in its own suite",
    asked: "no effect twice",
    lacks: "",
  },
  F16: {
    fault: "Part of a batch is refused",
    injected: "rows the platform or the database refuses",
    asked: "those alone fail",
    lacks: "",
  },
  F17: {
    fault: "Two hubs or people",
    injected: "two transactions that meet; two hubs on one shop",
    asked:
      "the policy's result, no lost update ([228](decisions/228-judged-under-the-lock.md), [251](decisions/251-stock-that-arrives-is-judged-again.md))",
    lacks: "",
  },
  F18: {
    fault: "Everybody wants the last unit",
    injected: "sales on all channels at once; worlds sell their last units",
    asked: "never more than there is",
    lacks: "a thousand buyers",
  },
  F19: {
    fault: "A noisy neighbour",
    injected: "backlogs of other organizations",
    asked: "twice idle",
    lacks: "",
  },
  F20: {
    fault: "Told to stop under load",
    injected:
      "SIGTERM to web among deliveries over connections that are kept, and to workers, one after the other, with kills between; `npm run faults` does it fifty times",
    asked:
      "no delivery cut off or lost, what was begun goes on ([287](decisions/287-leaving-without-cutting-anybody-off.md))",
    lacks: "",
  },
  F21: {
    fault: "An upgrade",
    injected:
      "two processes migrate, one is cut off, tables are in use; the schema under the version before, and its processes beside ours",
    asked:
      "a second run completes, the older processes go on ([252](decisions/252-a-version-beside-the-one-before.md))",
    lacks: "",
  },
  F22: {
    fault: "Restored, or the key lost",
    injected: "a backup into an empty database, also one of an older version; another key",
    asked: "the restored hub goes on; refused in words ([230](decisions/230-a-backup-of-its-own.md))",
    lacks: "orders of the time since the backup, played against a shop",
  },
  F23: { fault: "Two schedulers", injected: "processes that start together", asked: "each run once", lacks: "" },
  F24: {
    fault: "No connection free, locks, transactions left open",
    injected: "more work than connections, deadlocks, a transaction nobody goes on with",
    asked: "waits, at most three repeats, no leak; ended after a minute",
    lacks: "an hour of it",
  },
  F25: {
    fault: "A snapshot is held for long",
    injected: "an open transaction beside the claims",
    asked:
      "claims at 0.8 of their rate ([177](decisions/177-lanes-by-version.md), [229](decisions/229-a-snapshot-held-open.md))",
    lacks: "growth of the tables; rows of one product changed again and again",
  },
  F26: {
    fault: "Names that lead inside",
    injected: "addresses inside behind a public name, at a second look, behind a redirect",
    asked: "refused before connecting",
    lacks: "",
  },
  F27: {
    fault: "A day at load",
    injected:
      "orders placed, paid, shipped, cancelled and refunded at several shops of several platforms that fail, throttle and answer half, deliveries twice, connections that break; `npm run soak` does it at fifty shops for half an hour",
    asked:
      "orders with their statuses, numbers and ledgers in order; memory after collection and handles flat, with `npm run soak` how long deliveries wait too",
    lacks: "a million events",
  },
  F28: {
    fault: "Cut off from the database",
    injected: "a worker whose lease has ended writes",
    asked: "no commit after the lease",
    lacks: "",
  },
};

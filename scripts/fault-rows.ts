/** The faults a hub has to survive: how each is made, what must hold, and what no test does yet. */
import type { FaultRow } from "./faults-table.ts";

export const faultRows: Readonly<Record<string, FaultRow>> = {
  F01: {
    fault: "Killed at random",
    injected: "kill -9 of the process while deliveries arrive",
    asked: "none lost, none applied twice, work continues",
    figure: "20,000 deliveries with 100 kills; work resumes within 10 s, a lease is taken over within 60 s",
    lacks: "the 60 s of a lease: it lasts 10 s and only its holder renews it, which other tests check",
  },
  F02: {
    fault: "Killed at every step",
    injected:
      "each statement and call of a recorded run, before and after it; in simulated worlds the engine dies at a random one, and `npm run sim` runs more of them",
    asked: "the state of an uninterrupted run",
    figure: "every step of importing an order and of sending a stock update, as listed below, and of a refund",
    lacks: "",
  },
  F03: {
    fault: "The database restarts",
    injected: "SIGQUIT to PostgreSQL under load",
    asked: "503 and never a false 2xx; the process keeps running",
    figure:
      "20 restarts under load; 503 with Retry-After; 0 unhandled rejections; answers again within 5 s of the database",
    lacks: "fast shutdowns (the test uses immediate ones); the 5 s",
  },
  F04: {
    fault: "A backend ends in a transaction",
    injected: "`pg_terminate_backend` while orders come in; in simulated worlds every connection breaks",
    asked: "nothing half applied, everything retried",
    figure: "500 backends ended in the middle of transactions; 0 unhandled rejections",
    lacks: "",
  },
  F05: {
    fault: "The database's disk is full",
    injected:
      "a small file system filled and freed, where the user may mount one; PostgreSQL's own error for every row written; a server that stops because its log is full and stays down; commits that hang",
    asked: "503, resumes by itself ([211](decisions/lanes-and-retries.md#211))",
    figure:
      "a disk of 256 MB filled to its last byte; 503 and never a false 2xx; work resumes within 30 s of there being room",
    lacks:
      "`/readyz` says ready while open connections can still read; the 30 s; space reserved for the inbox ([211](decisions/lanes-and-retries.md#211))",
  },
  F06: {
    fault: "The platform is down for hours",
    injected: "its sandbox does not answer; the test controls the clock",
    asked: "one probe a minute, the newest state wins",
    figure:
      "6 hours down; the breaker opens within 20 failed calls; at most 1 probe a minute; afterwards 0.9 of the limit is used",
    lacks: "the 20 calls and the 0.9",
  },
  F07: {
    fault: "The hub was down, the subscription is gone",
    injected: "the sandbox loses webhooks and drops subscriptions",
    asked: "registered again within 15 minutes, missed orders imported",
    figure: "registered again within 15 minutes; every missed order is found, none twice",
    lacks: "",
  },
  F08: {
    fault: "Throttled",
    injected: "429 with a wait in seconds, as a date, absent or absurd; the test controls the clock",
    asked: "no call before the wait is over; other channels are not slowed",
    figure:
      "90 of 100 calls refused for 10 minutes, with the wait in seconds, as a date, absent and as nonsense; at most 1.05 of the limit used",
    lacks: "",
  },
  F09: {
    fault: "Every delivery several times",
    injected: "copies at once, through several processes",
    asked: "one row, one effect",
    figure: "10 copies at once through 4 processes",
    lacks: "",
  },
  F10: {
    fault: "Out of order",
    injected: "events of an order permuted, in batches",
    asked: "one final state",
    figure: "all 5,040 permutations of 7 events",
    lacks: "",
  },
  F11: {
    fault: "Clocks",
    injected: "skew between machines, jumps back, a shop's clock ahead and behind, hours that repeat",
    asked:
      "nothing skipped, schedules run once ([178](decisions/times-and-zones.md#178), [204](decisions/times-and-zones.md#204))",
    figure: "clocks 15 minutes apart, set back an hour, hours that repeat, the turn of the year",
    lacks: "the system clock itself set (faketime); 15 minutes in the shop tests, which use two hours",
  },
  F12: {
    fault: "A token expires during a run",
    injected: "it expires under fifty calls, in two processes",
    asked: "one renewal, no work lost",
    figure: "50 calls, one renewal; a revoked one reported within 1 minute",
    lacks: "a renewal that fails once under load; the minute of a revoked one",
  },
  F13: {
    fault: "Poison",
    injected: "bad JSON, five megabytes, deep nesting, NUL, lone surrogates, huge numbers; `npm run fuzz` makes more",
    asked: "stored or answered 4xx, others continue",
    figure:
      "bodies of five megabytes and orders of four thousand lines keep the thread for at most 100 ms of a core of 2026; longer orders are not read ([558](decisions/reading-channel-data.md#558))",
    lacks: "where ten times what the thread takes to read a fixed text is longer than 100 ms, the tests hold that",
  },
  F14: {
    fault: "A half-open platform",
    injected:
      "answers that never end, redirect loops, certificates that cannot be trusted, clients that never end their request",
    asked: "bounded, sockets and memory released, nothing sent where the certificate is wrong",
    figure:
      "answers within 5 s of connecting, 15 s of headers, 60 s of a body; 200 endless answers leave no memory and no socket",
    lacks: "the times themselves: the tests shorten them",
  },
  F15: {
    fault: "An answer is lost",
    injected: "the sandbox carries out the call and does not answer; every connector in its own suite",
    asked: "no effect twice",
    figure: "answers lost after 10 of 100 writes; no label and no refund twice",
    lacks: "the 10 of 100: each kind of write loses its answer once",
  },
  F16: {
    fault: "Part of a batch is refused",
    injected: "rows the platform or the database refuses",
    asked: "only those fail",
    figure: "7 of 100 refused, each with its reason; 93 applied once",
    lacks: "",
  },
  F17: {
    fault: "Two hubs or people",
    injected: "two concurrent transactions; two hubs on one shop",
    asked:
      "the policy's result, no lost update ([228](decisions/stock-ledger.md#228), [251](decisions/stock-ledger.md#251))",
    figure: "no lost update; differences are shown",
    lacks: "",
  },
  F18: {
    fault: "Everyone wants the last unit",
    injected: "sales on all channels at once; simulated worlds sell their last units",
    asked: "never more than there is",
    figure: "1,000 buyers, 10 units, 5 channels: at most 10 reserved, all others flagged",
    lacks: "",
  },
  F19: {
    fault: "A noisy neighbour",
    injected: "backlogs of other organizations",
    asked: "at most twice the wait of an idle hub",
    figure: "100,000 jobs and 10,000 deliveries a minute of one organization: others wait for at most twice as long",
    lacks: "the 100,000 jobs and 10,000 deliveries: the waits are counted in turns, beside backlogs that never end",
  },
  F20: {
    fault: "Stopped under load",
    injected:
      "SIGTERM to web processes while deliveries arrive over kept-alive connections, and to workers, one after the other, with kills between",
    asked: "no delivery cut off or lost, started work continues ([287](decisions/lanes-and-retries.md#287))",
    figure: "50 stops under load; no delivery cut off; gone within 10 s",
    lacks: "the 10 s",
  },
  F21: {
    fault: "An upgrade",
    injected:
      "two processes migrate, one is cut off, tables are in use; every schema since the oldest version against this one's, and the previous version's processes beside this one's",
    asked: "a second run completes, the older processes keep working ([252](decisions/database-and-tenancy.md#252))",
    figure: "processes of the previous version, and every schema since the oldest version that may run",
    lacks: "",
  },
  F22: {
    fault: "Restored, or the key lost",
    injected: "a backup into an empty database, also one of an older version; another key",
    asked:
      "the restored hub works; another key is refused with an explanation ([230](decisions/database-and-tenancy.md#230))",
    figure: "the restored hub agrees with the shops; with another key the hub refuses to start",
    lacks: "orders of the time since the backup, played against a shop",
  },
  F23: {
    fault: "Two schedulers",
    injected: "processes that start together",
    asked: "each run once",
    figure: "each scheduled check runs once",
    lacks: "",
  },
  F24: {
    fault: "No connection free, locks, transactions left open",
    injected: "more work than connections, deadlocks, a transaction left open",
    asked: "waits, at most three retries, no leak; ended after a minute",
    figure: "waits are bounded and answer 503; at most 3 retries; no leak in an hour",
    lacks: "an hour of it",
  },
  F25: {
    fault: "A snapshot is held for long",
    injected: "a transaction left open while work is claimed",
    asked: "claims at 0.8 of their rate ([177](decisions/lanes-and-retries.md#177), [229](decisions/upkeep.md#229))",
    figure: "30 minutes of an open snapshot: claims at 0.8 of their rate, tables at most 3 times as large",
    lacks: "growth of the tables; rows of one product changed again and again",
  },
  F26: {
    fault: "Host names that resolve to internal addresses",
    injected: "internal addresses behind a public name, at a second lookup, behind a redirect",
    asked: "refused before connecting",
    figure: "refused before connecting",
    lacks: "",
  },
  F27: {
    fault: "A day at load",
    injected:
      "orders placed, paid, shipped, cancelled and refunded at several shops of several platforms that fail, throttle and truncate responses, duplicate deliveries, connections that break; `npm run soak` does it at fifty shops for half an hour",
    asked:
      "orders with their statuses, numbers and ledgers in order; memory after collection and handles flat, with `npm run soak` how long deliveries wait too",
    figure: "1,000,000 events; memory grows by at most 1 of 100 an hour",
    lacks: "a million events",
  },
  F28: {
    fault: "Cut off from the database",
    injected: "a connection to the database that goes silent; a worker whose lease has ended writes",
    asked: "no commit after the lease",
    figure: "nothing committed after the lease",
    lacks: "",
  },
  F29: {
    fault: "One bad item in a queue",
    injected:
      "an item nobody can process in each queue of the hub: deliveries that are stored and applied; records a sweep reads; changes, numbers, prices, commands and answers on their way to channels; items of a plan; webhook events and their deliveries; mails of alerts and summaries; search, sales figures, profit, settlements and fees; runs; tasks by the clock",
    asked:
      "it is set aside, or tried again by itself, and told; what is behind it goes on ([98](decisions/lanes-and-retries.md#98))",
    figure: "every queue goes on; the item has an alert, or a row with its reason",
    lacks: "mails to buyers and the live events of browsers, whose bodies hold ids alone",
  },
  F30: {
    fault: "One of several database servers is lost",
    injected:
      "on Citus (`scripts/citus-nodes.sh`): its connections end or go silent while orders come in; the hub starts meanwhile",
    asked:
      "only its own organizations wait, with 503; nothing accepted is lost or doubled ([571](decisions/distributed.md#571))",
    figure: "others wait at most twice as long as usual; 0 lost, 0 doubled",
    lacks:
      "how long others wait, slow servers, cut networks between them and the hub killed meanwhile: `npm run faults:servers` plays and measures them ([server-faults.md](server-faults.md))",
  },
  F31: {
    fault: "A place moves to another server",
    injected: "on Citus: the hub's commands, and Citus' own by hand, while its organizations and others write",
    asked: "what was acknowledged is there; only organizations of the place wait ([570](decisions/distributed.md#570))",
    figure: "a place moved, a server drained and added; 0 acknowledged changes lost",
    lacks:
      "the hub, or a server, killed during the move: `npm run faults:servers` plays both ([server-faults.md](server-faults.md))",
  },
};
